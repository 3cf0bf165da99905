import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, problemIn } from '../api.ts';
import { announce } from '../app/announce.ts';
import { api } from '../app/session.ts';
import { multipart } from '../submit/multipart.ts';
import { sendRecord } from '../submit/send.ts';
import { useCustodyWords } from './custody-words.ts';
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
  const { recordId } = await sendRecord(api, multipart({ case: WORDS_CASE }, [{ name, file }]), {
    idempotencyKey: key,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  return recordId;
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
  say(wish: object, spoken?: Spoken): void;
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

  async function carryOut(wish: object, spoken: Spoken | undefined): Promise<void> {
    let whole = wish;
    if (spoken) {
      setSaying({ state: 'words' });
      const id = await recordWords(spoken, keyOf(`words ${spoken.member} ${spoken.text.trim()}`));
      whole = { ...wish, [spoken.member]: id };
    }
    setSaying({ state: 'open' });
    const text = JSON.stringify(whole);
    const taken = await api.ask<ActView>({ method: 'POST', path: 'acts', json: whole, key: keyOf(text) });
    const act = await followAct(taken, () => gone.current);
    if (gone.current || act.state === 'open') return;
    if (act.state === 'refused') {
      // Once refused, it may be wished for again.
      keys.current.delete(text);
      setSaying({ state: 'refused', act });
      return;
    }
    setSaying({ state: 'said', act });
    announce(c('act.said', { block: act.block ?? '', what: c(`method.${act.method}` as 'method.offer') }));
    onSaid(act);
  }

  return {
    saying,
    say: (wish, spoken) =>
      void carryOut(wish, spoken).catch((error: unknown) => {
        if (!gone.current) setSaying({ state: 'problem', problem: problemIn(error) });
      }),
  };
}
