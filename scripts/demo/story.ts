import type { Report } from '../../core/report.ts';
import { AGENCIES, type AgencyId } from './agencies.ts';
import { forgeReceipt, rewriteDatabase } from './forge.ts';
import type { Network, NodeState } from './network.ts';
import { alteredMeterFile, flipped, METER_FILE, SAMPLE_CASE, SAMPLE_CLAIMS, SAMPLE_FILES } from './sample.ts';

/**
 * What the demo's page shows and does. Every answer comes from the processes of the agencies, asked over HTTP as anyone
 * would ask them; nothing is played.
 */

const SUBMITTER: AgencyId = 'grid';
const RECEIPT_MS = 60_000;
const GLANCE_MS = 200;

export type Handed = { readonly recordId: string; readonly state: string; readonly block: number | null };
export type Judged = {
  readonly by: AgencyId;
  readonly verdict: Report['verdict'];
  /** The checks that failed. */
  readonly failed: readonly string[];
  readonly seals: number | null;
  readonly validators: number | null;
};
export type Finding = { readonly code: string; readonly subject: string };
export type DemoState = {
  readonly agencies: readonly {
    id: AgencyId;
    name: { en: string; zh: string };
    service: string;
    node: NodeState;
  }[];
  readonly records: readonly Handed[];
  readonly rewritten: boolean;
  readonly memory: number | null;
};

/** Something that the page asked for cannot be done now; the message is a code that the page has words for. */
export class StoryError extends Error {}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as unknown;
}

export function tell(network: Network) {
  const records: { recordId: string }[] = [];
  const receipts = new Map<string, Uint8Array>();
  let undo: (() => void) | undefined;

  async function handed(recordId: string): Promise<Handed> {
    const response = await network.ask(SUBMITTER, `/api/v1/records/${recordId}`);
    // Its own administrator has rewritten it: then the record is not found any more under its ID.
    if (response.status === 404) return { recordId, state: 'rewritten', block: null };
    const { state, anchor } = (await json(response)) as {
      state: string;
      anchor: { blockNumber: number } | null;
    };
    return { recordId, state, block: anchor?.blockNumber ?? null };
  }

  async function receiptOf(recordId: string): Promise<Uint8Array> {
    const kept = receipts.get(recordId);
    if (kept) return kept;
    for (const end = Date.now() + RECEIPT_MS; ; ) {
      const response = await network.ask(SUBMITTER, `/api/v1/records/${recordId}/receipt`);
      if (response.status === 200) {
        const bytes = new Uint8Array(await response.arrayBuffer());
        receipts.set(recordId, bytes);
        return bytes;
      }
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      if (Date.now() > end) throw new StoryError('no-receipt-yet');
      await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
    }
  }

  async function judge(by: AgencyId, receipt: Uint8Array, name: string, bytes: Uint8Array): Promise<Judged> {
    const form = new FormData();
    form.append('receipt', new Blob([Uint8Array.from(receipt)]), 'receipt.json');
    form.append('file', new Blob([Uint8Array.from(bytes)]), name);
    // No token: verification is open to everyone.
    const answer = await fetch(`${network.serviceUrl(by)}/api/v1/verifications`, {
      method: 'POST',
      body: form,
    });
    const { verdict, checks, sealedBy } = (await json(answer)) as Report;
    return {
      by,
      verdict,
      failed: checks.filter(({ outcome }) => outcome === 'fail').map(({ name: check }) => check),
      seals: sealedBy?.seals ?? null,
      validators: sealedBy?.validators ?? null,
    };
  }

  const lastRecord = (): string => {
    const last = records.at(-1);
    if (!last) throw new StoryError('submit-first');
    return last.recordId;
  };
  const firstRecord = (): string => {
    if (!records[0]) throw new StoryError('submit-first');
    return records[0].recordId;
  };
  const others = AGENCIES.map(({ id }) => id).filter((id) => id !== SUBMITTER);

  return {
    async state(): Promise<DemoState> {
      const agencies = await Promise.all(
        AGENCIES.map(async ({ id, name }) => ({
          id,
          name,
          service: network.serviceUrl(id),
          node: await network.nodeState(id),
        })),
      );
      return {
        agencies,
        records: await Promise.all(records.map(({ recordId }) => handed(recordId))),
        rewritten: undo !== undefined,
        memory: network.memory() ?? null,
      };
    },
    /** The grid hands in the sample case. */
    async submit(): Promise<Handed> {
      const form = new FormData();
      form.append('case', SAMPLE_CASE);
      form.append('claims', JSON.stringify(SAMPLE_CLAIMS));
      for (const { name, mediaType, bytes } of SAMPLE_FILES) {
        form.append('files', new Blob([Uint8Array.from(bytes)], { type: mediaType }), name);
      }
      const answer = await network.ask(SUBMITTER, '/api/v1/records', { method: 'POST', body: form });
      const { recordId, state } = (await json(answer)) as { recordId: string; state: string };
      records.push({ recordId });
      return { recordId, state, block: null };
    },
    /** Each other agency verifies the meter file against the receipt of the last record. */
    async verify(altered: boolean): Promise<Judged[]> {
      const receipt = await receiptOf(lastRecord());
      const bytes = altered ? flipped(SAMPLE_FILES[0]!.bytes) : SAMPLE_FILES[0]!.bytes;
      return Promise.all(others.map((by) => judge(by, receipt, METER_FILE, bytes)));
    },
    async switchNode(id: AgencyId, on: boolean): Promise<void> {
      if (on) await network.startNode(id);
      else await network.stopNode(id);
    },
    /** The grid's administrator rewrites the first record; what the others and the grid's own audit say of it. */
    async rewrite(): Promise<{ forged: Judged; genuine: Judged; findings: Finding[] }> {
      const id = firstRecord();
      const receipt = await receiptOf(id);
      const bytes = alteredMeterFile();
      if (!undo) {
        const changed = rewriteDatabase(network.paths(SUBMITTER).data, id, METER_FILE, bytes);
        undo = changed.undo;
      }
      const [forged, genuine, findings] = await Promise.all([
        judge('court', forgeReceipt(receipt, METER_FILE, bytes), METER_FILE, bytes),
        judge('court', receipt, METER_FILE, SAMPLE_FILES[0]!.bytes),
        audit(network),
      ]);
      return { forged, genuine, findings };
    },
    restore(): void {
      undo?.();
      undo = undefined;
    },
    receipt: (recordId: string) => {
      if (!records.some((record) => record.recordId === recordId)) throw new StoryError('submit-first');
      return receiptOf(recordId);
    },
    trust: async () =>
      new Uint8Array(await (await fetch(`${network.serviceUrl('court')}/api/v1/trust`)).arrayBuffer()),
    signIn: (id: AgencyId) => network.signInLink(id),
  };
}
export type Story = ReturnType<typeof tell>;

/** The findings of the grid's own audit. */
async function audit(network: Network): Promise<Finding[]> {
  const answer = await network.ask(SUBMITTER, '/api/v1/audits', { method: 'POST' });
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as { finding?: Finding })
    .flatMap(({ finding }) => (finding ? [{ code: finding.code, subject: finding.subject }] : []));
}
