/** What the demo's own server answers (scripts/demo/story.ts), and how the page asks for it. */

export type AgencyId = 'court' | 'grid' | 'police' | 'telecom';
export type AgencyState = {
  readonly id: AgencyId;
  readonly name: { readonly en: string; readonly zh: string };
  readonly service: string;
  readonly node: {
    readonly running: boolean;
    readonly head: number | null;
    readonly sealedBy: readonly AgencyId[];
    readonly halted: string | null;
  };
};
export type Handed = { readonly recordId: string; readonly state: string; readonly block: number | null };
export type Judged = {
  readonly by: AgencyId;
  readonly verdict: 'VERIFIED' | 'MISMATCH' | 'INVALID' | 'UNDETERMINED' | 'NOT_FOUND';
  readonly failed: readonly string[];
  readonly seals: number | null;
  readonly validators: number | null;
};
export type Rewritten = {
  readonly forged: Judged;
  readonly genuine: Judged;
  readonly findings: readonly { readonly code: string; readonly subject: string }[];
};
export type DemoState = {
  readonly agencies: readonly AgencyState[];
  readonly records: readonly Handed[];
  readonly rewritten: boolean;
  /** Bytes. */
  readonly memory: number | null;
};

/** A refusal; `code` has words in language/demo.ts. */
export class DemoProblem extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

async function answerOf<Value>(response: Response): Promise<Value> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  if (!response.ok) throw new DemoProblem(body.code ?? 'not-now', body.detail ?? String(response.status));
  return body as Value;
}

export async function readState(): Promise<DemoState> {
  return answerOf(await fetch('/api/state', { cache: 'no-store' }));
}

export async function act<Value>(what: string, body: object = {}): Promise<Value> {
  const response = await fetch(`/api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-jianzheng-demo': '1' },
    body: JSON.stringify(body),
  });
  return answerOf(response);
}
