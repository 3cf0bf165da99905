import { fromHex0x } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { foundingOf, signFounding } from '../../core/founding.ts';
import { decodeHeader } from '../../core/header.ts';
import { recoverSeals, type SealCache } from '../../core/qbft.ts';
import { openTrust } from '../../core/trust.ts';
import { addressFor, bytesFor, noiseLog, paperChain } from '../../test/support/ledger-fixture.ts';
import { FOUR, paperDocument, setChangeLog, validatorsOf } from '../../test/support/paper-world.ts';
import { fastest, type Row } from './row.ts';

/** Opening a trust bundle with a hundred changes of the set: what an auditor's page does before its first verdict. */
const CHANGES = 100;

export default function bench(): Row[] {
  const document = paperDocument('bench', FOUR);
  const { registry } = foundingOf(document);
  const signatures = document.agencies.flatMap(({ id }) =>
    ['governance', 'operator', 'validator'].map((role) => signFounding(document, bytesFor(`${id} ${role}`))),
  );
  const chain = paperChain('bench');
  let set = validatorsOf(FOUR);
  chain.seal(set, []);
  const links = Array.from({ length: CHANGES }, (_, i) => {
    const before = set;
    // Each time another agency replaces its validator.
    set = set.with(i % set.length, `validator ${i}`);
    const log = setChangeLog(registry, i + 2, set.map(addressFor));
    return chain.prove(chain.seal(before, [{ logs: [] }, { logs: [noiseLog('x'), log] }]), 1, 1);
  });
  const bundle = canonicalBytes({ format: 'jianzheng/trust/1', founding: document, links, signatures });
  const headers = links.map(({ header }) => decodeHeader(fromHex0x(header)));
  const cold = fastest(3, () => openTrust(bundle));
  const recovery = fastest(3, () => headers.map((header) => recoverSeals(header)));
  const cache: SealCache = new Map();
  openTrust(bundle, cache);
  const cached = fastest(5, () => openTrust(bundle, cache));
  return [
    {
      id: 'trust',
      what: `opening a bundle with ${CHANGES} changes (${Math.round(bundle.length / 1024)} KiB)`,
      value: cold,
      unit: 'ms',
    },
    {
      id: 'trust',
      what: '  of that, recovering its seals, which nothing can avoid',
      value: recovery / cold,
      unit: 'x',
    },
    { id: 'trust', what: '  with seals recovered before', value: cached, unit: 'ms' },
  ];
}
