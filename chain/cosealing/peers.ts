import { randomBytes } from 'node:crypto';
import { toHex, toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import {
  type Answer,
  type Block,
  MAX_MESSAGE_BYTES,
  type Proposed,
  proposedToWire,
  type Report,
  readAnswer,
  readBlock,
  readReport,
  toWire,
} from './messages.ts';

/** A peer on this machine answers in milliseconds, a large block in some seconds: longer, and it counts as away. */
const REPORT_MS = 5_000;
const BLOCK_MS = 20_000;
/** Blocks in one answer, at most. */
export const BLOCKS_PER_ANSWER = 64;

/** The text of an answer, which ends before it fills the memory. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) throw new Error(`more than ${MAX_MESSAGE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** One peer, as this process speaks to it. Whatever goes wrong is an Error, and the peer counts as away. */
export class Peer {
  readonly url: string;
  readonly #chain: string;
  /** What it said last, and nothing once it does not answer. */
  report: Report | undefined;
  readonly #ending: AbortSignal;

  /** @param chain registry address @param ending aborts what is under way when this process stops */
  constructor(url: string, chain: string, ending: AbortSignal) {
    this.url = url;
    this.#chain = chain;
    this.#ending = ending;
  }

  async #ask(path: string, body: object, ms: number): Promise<unknown> {
    const response = await fetch(new URL(path, this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([this.#ending, AbortSignal.timeout(ms)]),
    });
    if (!response.ok) throw new Error(`peer ${this.url} answered ${response.status}`);
    return JSON.parse(await readText(response));
  }

  /** Where it stands, signed for this question alone, so that no one can repeat an old answer. */
  async ask(): Promise<Report | undefined> {
    const challenge = toHex(randomBytes(16));
    try {
      this.report = readReport(await this.#ask('/report', { challenge }, REPORT_MS), this.#chain, challenge);
    } catch {
      this.report = undefined;
    }
    return this.report;
  }

  /** @throws Error */
  async propose(block: Proposed): Promise<Answer> {
    return readAnswer(await this.#ask('/propose', proposedToWire(block), BLOCK_MS));
  }

  /** Hands over a final block. @throws Error */
  async tell(block: Block): Promise<void> {
    await this.#ask('/final', toWire(block), BLOCK_MS);
  }

  /** Final blocks from a height on. @throws Error */
  async blocks(from: number): Promise<Block[]> {
    const answer = await this.#ask('/blocks', { from }, BLOCK_MS);
    if (!Array.isArray(answer) || answer.length > BLOCKS_PER_ANSWER) {
      throw new FormatError('peer-message-invalid', 'Not a list of blocks');
    }
    return answer.map(readBlock);
  }

  /** Hands over transactions; all that came through are durable there, or refused for good. @throws Error */
  async give(transactions: readonly Uint8Array[]): Promise<boolean[]> {
    const taken = await this.#ask('/transactions', { raw: transactions.map(toHex0x) }, BLOCK_MS);
    return Array.isArray(taken) ? transactions.map((_, i) => taken[i] === true) : [];
  }
}
