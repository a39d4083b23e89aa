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

/** Which of the two ways to embed this page shows. */
export const way = remembered('way', 'element');

export async function customerToken(): Promise<string> {
  const answer = await fetch(`/demo/token?customer=${customer}`);
  return (await answer.json()).token;
}
