/** Whoever writes a name and password, a query or a fragment into an address would have them go elsewhere than they think. */
export function isServiceAddress(url: URL): boolean {
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && `${url.username}${url.password}${url.search}${url.hash}` === '';
}
