const customer = /(?:^|; )demo_customer=([^;]*)/.exec(document.cookie)?.[1] ?? '';

export async function customerToken() {
  const answer = await fetch(`/demo/token?customer=${customer}`);
  return (await answer.json()).token;
}
