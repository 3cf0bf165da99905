/**
 * Why the embedded chain cannot run until someone has mended it, by the exit code of its process (chain/errors.ts).
 * Starting it again changes nothing about any of them.
 */
export const CHAIN_FAULTS = {
  10: 'chain-founding-invalid',
  11: 'chain-founding-other',
  12: 'chain-key-invalid',
  13: 'chain-key-foreign',
  14: 'chain-seals-missing',
  16: 'chain-damaged',
  17: 'chain-unreadable',
  19: 'chain-missing',
  21: 'chain-final-conflict',
  22: 'chain-final-mismatch',
} as const satisfies Readonly<Record<number, string>>;

export type ChainFaultCode = (typeof CHAIN_FAULTS)[keyof typeof CHAIN_FAULTS];

export type ChainFault = {
  readonly code: ChainFaultCode;
  /** The chain's own sentence, in the language of the terminal. */
  readonly reason: string;
  /** Unix milliseconds. */
  readonly since: number;
};

export function isChainFault(code: string): code is ChainFaultCode {
  return (Object.values(CHAIN_FAULTS) as string[]).includes(code);
}

/** The fault that an exit code stands for; undefined for one that passes. */
export function faultOf(exitCode: number | null, reason: string, now: number): ChainFault | undefined {
  const known: Readonly<Record<number, ChainFaultCode>> = CHAIN_FAULTS;
  const code = exitCode === null ? undefined : known[exitCode];
  return code && { code, reason, since: now };
}
