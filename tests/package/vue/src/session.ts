// What the account page knows of its customer. Your own server answers instead of /demo/token.

const customer = /(?:^|; )demo_customer=([^;]*)/.exec(document.cookie)?.[1] ?? '';
const query = new URLSearchParams(location.search);

/** What the address says once, and the session keeps: the customer leaves the page and comes back. */
function remembered(name: string, otherwise: string): string {
  const value = query.get(name) ?? sessionStorage.getItem(name) ?? otherwise;
  sessionStorage.setItem(name, value);
  return value;
}

document.documentElement.lang = remembered('lang', 'en');

export async function customerToken(): Promise<string> {
  const answer = await fetch(`/demo/token?customer=${customer}`);
  return (await answer.json()).token;
}
