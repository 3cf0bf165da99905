/** Routes live behind the `#`: no page needs the server to be found, so they work from any folder or file too. */
export type PageName =
  | 'home'
  | 'sign-in'
  | 'records'
  | 'record'
  | 'new'
  | 'verify'
  | 'trust'
  | 'governance'
  | 'custody'
  | 'case'
  | 'network'
  | 'exchange'
  | 'operate'
  | 'access-log'
  | 'account'
  | 'not-found';

export type Route = {
  readonly page: PageName;
  /** The record ID of page `record`. */
  readonly id?: string;
  readonly query: URLSearchParams;
};

const PAGES: Readonly<Record<string, PageName>> = {
  '': 'home',
  'sign-in': 'sign-in',
  records: 'records',
  new: 'new',
  verify: 'verify',
  trust: 'trust',
  governance: 'governance',
  custody: 'custody',
  case: 'case',
  network: 'network',
  exchange: 'exchange',
  operate: 'operate',
  'access-log': 'access-log',
  account: 'account',
};

/** Reads the part of an address from `#` on. */
export function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const query = new URLSearchParams(search);
  const id = /^records\/([0-9a-f]{64})$/.exec(path)?.[1];
  if (id !== undefined) return { page: 'record', id, query };
  return { page: Object.hasOwn(PAGES, path) ? PAGES[path]! : 'not-found', query };
}

/** The address of a page, for `href`. Empty values are left out. */
export function hrefTo(path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}
