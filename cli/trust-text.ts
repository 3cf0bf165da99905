import { grouped, headFingerprint } from '../core/fingerprint.ts';
import type { Trust } from '../core/trust.ts';
import type { Context } from './context.ts';
import { columns, safe, style } from './terminal.ts';

/** The latest set that a bundle leads to, and the fingerprint of everything up to there. */
export function headOf(trust: Trust): { version: number; block: number; fingerprint: string } {
  const { sets, changedAt } = trust;
  return { version: sets.length, block: changedAt.at(-1) ?? 0, fingerprint: headFingerprint(trust) };
}

/** The head in words, its fingerprint in groups. */
export function headText({ text }: Context, trust: Trust): string {
  const { version, block, fingerprint } = headOf(trust);
  return text('trust.headOf', { version, block, fingerprint: grouped(fingerprint) });
}

/** What a trust bundle says, for people. */
export function trustText(context: Context, trust: Trust): string[] {
  const { text, language } = context;
  const latest = trust.sets.at(-1) ?? [];
  const founders = new Map(trust.agencies.map((agency) => [agency.validator, agency]));
  const rows = latest.map((validator) => {
    const agency = founders.get(validator);
    return [
      '  ',
      agency ? safe(agency.name[language]) : text('trust.joinedLater'),
      agency?.id ?? '',
      validator,
    ];
  });
  return [
    `${text('trust.fingerprint')}  ${style('bold', grouped(trust.foundingHash))}`,
    `${text('trust.head')}  ${headText(context, trust)}`,
    '',
    ...columns([
      [text('trust.consortium'), safe(trust.document.consortium[language])],
      [text('trust.chain'), String(trust.chainId)],
      [text('trust.registry'), trust.registry],
      ...trust.ledgers.map(({ address, fromBlock }, i) => [
        text('trust.ledger'),
        i === 0 ? address : text('trust.successor', { address, fromBlock }),
      ]),
      ...(trust.handoff === undefined ? [] : [[text('trust.handoff'), trust.handoff]]),
      [text('trust.set'), text('trust.setOf', { version: trust.sets.length, count: latest.length })],
    ]),
    ...columns(rows),
    '',
    ...(latest.length === 1 ? [context.verdictText('vouches.single')] : []),
    text('trust.compare'),
  ];
}
