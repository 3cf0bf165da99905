import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Statement } from '../../../core/statement-events.ts';
import { keepStatement } from '../../../server/store/statements.ts';
import { chromiumPath, launchBrowser, noBrowser } from '../../support/browser.ts';
import { type SmallService, smallService } from '../small-service.ts';

const DAY = 86_400;
const now = Math.floor(Date.now() / 1000);
const record = { agency: 'grid', recordId: 'a'.repeat(64) };
let block = 1;

function say(statement: object, ago: number): void {
  const place = { block: block++, tx: 0, log: 0, time: now - ago };
  keepStatement(service.services.store, { ...record, sealedBy: 1, ...statement } as Statement, place);
}
const offer = (
  handoff: number,
  from: string,
  to: string,
  answerBy: number,
  reportBy: number | null = null,
) => ({
  ...{ kind: 'offered', handoff, from, to, commitment: null, sequence: 1, previous: null },
  ...{ purpose: 'b'.repeat(64), answerBy: now + answerBy, reportBy: reportBy && now + reportBy },
});

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

const ask = (path = '', headers: Record<string, string> = {}) =>
  service.ask(`/api/v1/feed.atom${path}`, { headers });
/** fetch asks for the whole answer where it is given a condition, unless it is told otherwise. */
const askAgain = (path: string, etag: string) =>
  ask(path, { 'if-none-match': etag, 'cache-control': 'max-age=0' });
const idsIn = (feed: string) => [...feed.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);
const titlesIn = (feed: string) =>
  [...feed.matchAll(/<title type="html"><!\[CDATA\[(.*?)]]>/g)].map(([, title]) => title);

test('a feed without a hand-off is one without entries', async () => {
  const response = await ask('?lang=en');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  const feed = await response.text();
  expect(feed).toContain('<title>Hand-offs of The grid agency</title>');
  expect(feed).not.toContain('<entry>');
});

describe('with hand-offs', () => {
  beforeAll(() => {
    say(offer(1, 'police', 'grid', 0.5 * DAY), 2 * DAY);
    say(offer(2, 'grid', 'police', 5 * DAY, 9 * DAY), 1.5 * DAY);
    say({ kind: 'accepted', handoff: 2, from: 'grid', to: 'police' }, DAY);
    say(offer(3, 'grid', 'court', -3600), 3 * DAY);
    say(offer(4, 'police', 'court', 3600), 3600);
  });

  test('it says what was offered, answered, near and overdue, newest first, and nothing of other agencies', async () => {
    const feed = await (await ask('?lang=en')).text();
    expect(titlesIn(feed)).toEqual([
      'Hand-off 3, grid → court: deadline passed',
      'Hand-off 1, police → grid: deadline near',
      'Hand-off 2, grid → police: custody accepted',
      'Hand-off 2, grid → police: custody offered',
      'Hand-off 1, police → grid: custody offered',
      'Hand-off 3, grid → court: custody offered',
    ]);
    expect(feed).toContain('This agency owes an answer to hand-off 1');
    expect(feed).toContain('“court” was to answer hand-off 3');
    expect(feed).not.toContain('Hand-off 4');
  });

  test('both languages, by what is asked for or by Accept-Language, under the same ids', async () => {
    const [zh, en] = [
      await ask('?lang=zh', { 'accept-language': 'en' }),
      await ask('', { 'accept-language': 'en' }),
    ];
    expect([zh.headers.get('content-language'), en.headers.get('content-language')]).toEqual(['zh-CN', 'en']);
    const [inChinese, inEnglish] = [await zh.text(), await en.text()];
    expect(inChinese).toContain('移交 1，police → grid：期限将至');
    expect(idsIn(inChinese)).toEqual(idsIn(inEnglish));
    expect(new Set(idsIn(inEnglish)).size).toBe(7);
    for (const id of idsIn(inEnglish))
      expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await (await ask('?lang=fr')).json()).toMatchObject({ code: 'request-invalid' });
  });

  test('whoever asks again gets it only when something has happened', async () => {
    const first = await ask('?lang=en');
    const etag = first.headers.get('etag') ?? '';
    await first.text();
    const again = await askAgain('?lang=en', etag);
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await askAgain('?lang=zh', etag)).status).toBe(200);
    say({ kind: 'refused', handoff: 1, from: 'police', to: 'grid', reason: 'c'.repeat(64) }, 0);
    const later = await askAgain('?lang=en', etag);
    expect(later.status).toBe(200);
    const feed = await later.text();
    expect(titlesIn(feed)[0]).toBe('Hand-off 1, police → grid: custody refused');
    // What is answered is owed no more.
    expect(feed).not.toContain('deadline near');
  });

  test.skipIf(chromiumPath === undefined)(
    `it is a valid Atom document to a real parser${noBrowser}`,
    async () => {
      const text = await (await ask('?lang=zh')).text();
      const browser = await launchBrowser();
      const page = await browser.newPage();
      const found = await page.evaluate((xml) => {
        const document = new DOMParser().parseFromString(xml, 'application/xml');
        const root = document.documentElement;
        const children = (of: Element, name: string) =>
          [...of.children].filter((child) => child.localName === name);
        const one = (of: Element, name: string) =>
          children(of, name).length === 1
            ? (children(of, name)[0]?.textContent ?? '')
            : `${children(of, name).length} of ${name}`;
        return {
          broken: document.querySelector('parsererror') !== null,
          root: `${root.namespaceURI} ${root.localName}`,
          author: children(root, 'author').map((author) => one(author, 'name')),
          self: children(root, 'link').map((link) => link.getAttribute('rel')),
          feed: ['id', 'title', 'updated'].map((name) => one(root, name)),
          entries: children(root, 'entry').map((entry) =>
            ['id', 'title', 'updated', 'content'].map((name) => one(entry, name)),
          ),
        };
      }, text);
      await browser.close();
      expect(found).toMatchObject({
        broken: false,
        root: 'http://www.w3.org/2005/Atom feed',
        author: ['电网'],
      });
      expect(found.self).toEqual(['alternate', 'self']);
      const [, title, updated] = found.feed;
      expect(title).toBe('电网的移交');
      expect(updated).toBe(found.entries[0]?.[2]);
      const times = found.entries.map(([, , time]) => Date.parse(time ?? ''));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(found.entries.flat().filter((each) => each === '' || / of /.test(each))).toEqual([]);
      expect(found.entries).toHaveLength(6);
    },
  );
});

describe('feed readers', () => {
  const basic = (token: string, name = 'me') => ({
    authorization: `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`,
  });

  test('give the token as the password, whatever the user name, and for the feed alone', async () => {
    const token = service.token('officer');
    expect((await ask('', basic(token))).status).toBe(200);
    expect((await ask('?lang=zh', basic(token, ''))).status).toBe(200);
    expect((await service.ask('/api/v1/records', { headers: basic(token) })).status).toBe(401);
    const post = await service.ask('/api/v1/feed.atom', { method: 'POST', headers: basic(token) });
    expect(post.status).toBe(401);
  });

  test('are asked for it there, and nowhere else', async () => {
    for (const headers of [basic('wrong'), { authorization: 'Basic %%%' }, { authorization: '' }]) {
      const response = await ask('', headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="Jianzheng", charset="UTF-8"');
    }
    const other = await service.ask('/api/v1/records', { headers: { authorization: 'Bearer wrong' } });
    expect(other.headers.get('www-authenticate')).toBe('Bearer');
  });
});
