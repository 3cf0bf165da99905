import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, problemIn, type RecordView } from '../api.ts';
import { announce } from '../app/announce.ts';
import { api } from '../app/session.ts';
import { multipart } from '../submit/multipart.ts';
import { sendUpload } from '../submit/send.ts';
import { useCustodyWords } from './custody-words.ts';
import { saidTexts } from './said-text.ts';
import type { ActView } from './views.ts';

/** Having this agency say something on the chain: the words first, as a record, then the act, until a block holds it. */

/** The case of this agency that holds its reasons, purposes and reports. */
export const WORDS_CASE = 'reasons';

const LOOK_MS = 700;
/** An outage: less often. */
const TROUBLE_MS = 5000;

/** Words for a member of the wish that takes the ID of the record with them. */
export type Spoken = { readonly member: 'reason' | 'reasons' | 'report' | 'purpose'; readonly text: string };

export type Saying =
  | { readonly state: 'idle' | 'words' | 'open' }
  | { readonly state: 'said'; readonly act: ActView }
  | { readonly state: 'refused'; readonly act: ActView }
  | { readonly state: 'problem'; readonly problem: Problem };

const isRecordId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** @returns the ID of the record that holds the words: a new one, or the one whose ID was given. @throws ApiProblem */
async function recordWords({ member, text }: Spoken, key: string): Promise<string> {
  const words = text.trim();
  if (isRecordId(words)) return words;
  const name = `${member === 'reasons' ? 'reason' : member}.txt`;
  const file = new File([words], name, { type: 'text/plain' });
  const body = multipart({ case: WORDS_CASE }, [{ name, file }]);
  const { value } = await sendUpload<RecordView>(api, 'records', body, {
    idempotencyKey: key,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  return value.recordId;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The act once it is over. An outage passes: what was taken is not lost. @throws ApiProblem where no wait helps */
async function followAct(act: ActView, isGone: () => boolean): Promise<ActView> {
  let now = act;
  for (let wait = LOOK_MS; now.state === 'open' && !isGone(); ) {
    await pause(wait);
    try {
      now = await api.ask<ActView>({ path: `acts/${act.id}` });
      wait = LOOK_MS;
    } catch (error) {
      const { status } = problemIn(error);
      if (status >= 400 && status < 500 && status !== 429) throw error;
      wait = TROUBLE_MS;
    }
  }
  return now;
}

/** @param onSaid once a block holds it */
export function useSay(onSaid: (act: ActView) => void): {
  readonly saying: Saying;
  /** One after the other, with the same words. */
  say(wishes: readonly object[], spoken?: Spoken): void;
} {
  const c = useCustodyWords();
  const [saying, setSaying] = useState<Saying>({ state: 'idle' });
  const gone = useRef(false);
  /** The same wish sent again after a lost answer happens once. */
  const keys = useRef(new Map<string, string>());
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  const keyOf = (of: string): string => {
    const key = keys.current.get(of) ?? crypto.randomUUID();
    keys.current.set(of, key);
    return key;
  };

  /** Taken at once, all of them: the service goes on with them whatever becomes of this page. */
  async function take(wishes: readonly object[]): Promise<{ text: string; act: ActView }[]> {
    const taken: { text: string; act: ActView }[] = [];
    for (const wish of wishes) {
      const text = JSON.stringify(wish);
      const act = await api.ask<ActView>({ method: 'POST', path: 'acts', json: wish, key: keyOf(text) });
      taken.push({ text, act });
    }
    return taken;
  }

  async function carryOut(wishes: readonly object[], spoken: Spoken | undefined): Promise<void> {
    let words = {};
    if (spoken) {
      setSaying({ state: 'words' });
      const id = await recordWords(spoken, keyOf(`words ${spoken.member} ${spoken.text.trim()}`));
      words = { [spoken.member]: id };
    }
    setSaying({ state: 'open' });
    let last: ActView | undefined;
    for (const { text, act } of await take(wishes.map((wish) => ({ ...wish, ...words })))) {
      last = await followAct(act, () => gone.current);
      if (gone.current || last.state === 'open') return;
      // Once refused, it may be wished for again; what was said before it is not said twice.
      if (last.state === 'refused') {
        keys.current.delete(text);
        setSaying({ state: 'refused', act: last });
        return;
      }
    }
    if (!last) return setSaying({ state: 'idle' });
    setSaying({ state: 'said', act: last });
    announce(saidTexts(last, c).join(' '));
    onSaid(last);
  }

  return {
    saying,
    say: (wishes, spoken) =>
      void carryOut(wishes, spoken).catch((error: unknown) => {
        if (!gone.current) setSaying({ state: 'problem', problem: problemIn(error) });
      }),
  };
}
