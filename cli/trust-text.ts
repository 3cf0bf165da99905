import type { Trust } from '../core/trust.ts';
import type { Context } from './context.ts';
import { columns, safe, style } from './terminal.ts';

/** The fingerprint in groups of four, as it is read out over a telephone. @param hash 64 hex digits */
export function fingerprintText(hash: string): string {
  return (hash.match(/.{1,4}/g) ?? []).join(' ');
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
    `${text('trust.fingerprint')}  ${style('bold', fingerprintText(trust.foundingHash))}`,
    '',
    ...columns([
      [text('trust.consortium'), safe(trust.document.consortium[language])],
      [text('trust.chain'), String(trust.chainId)],
      [text('trust.registry'), trust.registry],
      [text('trust.ledger'), trust.ledger],
      [text('trust.set'), text('trust.setOf', { version: trust.sets.length, count: latest.length })],
    ]),
    ...columns(rows),
    '',
    ...(latest.length === 1 ? [context.verdictText('vouches.single')] : []),
    text('trust.compare'),
  ];
}
