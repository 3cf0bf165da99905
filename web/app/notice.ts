import { problemIn, type RecordView } from '../api.ts';
import { announce } from './announce.ts';
import { words } from './language.ts';
import { leadBackFromNotifications, showByWorker } from './notify.ts';
import { hrefTo } from './routes.ts';
import { api, session } from './session.ts';
import { createStore } from './store.ts';

/**
 * Tells when records are anchored, whatever page is open meanwhile, to whoever asked for it. By a notification where
 * the browser may show one; always in a line on the page, and in the title of the tab while nobody looks at it. A
 * notification shows on locked screens: it names neither case nor files.
 */

/** What was asked for with one press. */
type Watch = {
  readonly ids: readonly string[];
  readonly open: ReadonlySet<string>;
  /** `asking`: the browser waits for an answer, which may never come. */
  readonly way: 'asking' | 'byBrowser' | 'byWords';
};
/** What is to be read on the page until it is closed. */
type Told = { readonly text: string; readonly href: string };

export const notices = createStore<{ watches: readonly Watch[]; told: readonly Told[] }>({
  watches: [],
  told: [],
});

const LOOK_MS = 2000;
let timer: ReturnType<typeof setTimeout> | undefined;

const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

export const watchOf = (watches: readonly Watch[], ids: readonly string[]): Watch | undefined =>
  watches.find((watch) => same(watch.ids, ids));

const granted = (): boolean => 'Notification' in window && Notification.permission === 'granted';

/** Browsers ask people once, and only after a press; over plain HTTP most have no notifications at all. */
async function askBrowser(): Promise<void> {
  try {
    await Notification.requestPermission();
  } catch {
    // None here, or not allowed to ask.
  }
}

function notify(title: string, body: string, href: string): void {
  try {
    const notification = new Notification(title, { body, tag: href });
    notification.onclick = () => {
      window.focus();
      location.hash = href;
      notification.close();
    };
  } catch {
    // Telephones take it from service workers alone. Where that fails too, the words on the page remain.
    showByWorker(title, body, href).catch(() => undefined);
  }
}

/** Says it in the title of the tab until somebody looks at it. */
function callInTitle(text: string): void {
  if (document.hasFocus()) return;
  const before = document.title;
  const called = `${text} · ${before}`;
  document.title = called;
  addEventListener(
    'focus',
    () => {
      // Another page has set its own since.
      if (document.title === called) document.title = before;
    },
    { once: true },
  );
}

function tell({ ids }: Watch, text: string): void {
  const [id = ''] = ids;
  const href = ids.length === 1 ? hrefTo(`records/${id}`) : hrefTo('records');
  const body = ids.length === 1 ? words().t('notice.body', { id: `${id.slice(0, 16)}…` }) : '';
  if (granted()) notify(text, body, href);
  callInTitle(text);
  announce(text);
  notices.set({ told: [...notices.get().told, { text, href }] });
}

/** Whether it is over with a record: anchored, or not to be asked about any more. An outage passes. */
async function outcome(id: string): Promise<'anchored' | 'lost' | 'open'> {
  try {
    const { state } = await api.ask<RecordView>({ path: `records/${id}` });
    return state === 'anchored' ? 'anchored' : 'open';
  } catch (error) {
    const { status } = problemIn(error);
    return status >= 400 && status < 500 && status !== 429 ? 'lost' : 'open';
  }
}

async function look(): Promise<void> {
  for (const watch of notices.get().watches) {
    const open = new Set(watch.open);
    let lost = false;
    for (const id of open) {
      const found = await outcome(id);
      lost ||= found === 'lost';
      if (found !== 'open') open.delete(id);
    }
    const { watches } = notices.get();
    const still = watchOf(watches, watch.ids);
    // Taken back meanwhile.
    if (!still) continue;
    const rest = watches.filter(({ ids }) => !same(ids, watch.ids));
    notices.set({ watches: lost || open.size === 0 ? rest : [...rest, { ...still, open }] });
    const { t, count } = words();
    if (lost) tell(watch, t('notice.lost'));
    else if (open.size === 0) tell(watch, count('notice.anchored', watch.ids.length));
  }
}

function goOn(): void {
  clearTimeout(timer);
  if (notices.get().watches.length === 0) return;
  timer = setTimeout(() => void look().finally(goOn), LOOK_MS);
}

/** Asks to be told when all of these records are anchored. The browser asks for its permission: call it on a press. */
export async function askForNotice(ids: readonly string[]): Promise<void> {
  const asking: Watch = { ids, open: new Set(ids), way: granted() ? 'byBrowser' : 'asking' };
  notices.set({ watches: [...notices.get().watches, asking] });
  goOn();
  if (asking.way === 'asking') await askBrowser();
  const way = granted() ? 'byBrowser' : 'byWords';
  if (way === 'byBrowser') leadBackFromNotifications();
  const { watches } = notices.get();
  if (!watchOf(watches, ids)) return;
  notices.set({ watches: watches.map((watch) => (same(watch.ids, ids) ? { ...watch, way } : watch)) });
  announce(words().t(`notice.${way}`));
}

export function stopNotice(ids: readonly string[]): void {
  notices.set({ watches: notices.get().watches.filter((watch) => !same(watch.ids, ids)) });
  goOn();
}

export function closeTold(told: Told): void {
  notices.set({ told: notices.get().told.filter((each) => each !== told) });
}

// Whoever signs out is told nothing more, and leaves nothing to be read.
session.subscribe(() => {
  const { session: current, ended } = session.get();
  if (current.state !== 'anonymous' || ended) return;
  notices.set({ watches: [], told: [] });
});
