import { Interface, type LogDescription } from 'ethers';
import { toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import type { Log } from '../../core/transaction-receipt.ts';
import type { Trust } from '../../core/trust.ts';
import type { Store } from '../store/store.ts';

/**
 * What the registry's events do to agencies and their keys. A test holds each line against what the compiler made of
 * the contract, and another the outcome against the contract's own answers.
 */
export const REGISTRY_EVENTS = [
  'event AgencyAdmitted(bytes32 indexed agency, address governance, address validator, uint64 claimUntil)',
  'event AdmissionCancelled(bytes32 indexed agency)',
  'event AgencySeated(bytes32 indexed agency, address validator)',
  'event AgencySuspended(bytes32 indexed agency)',
  'event ReinstatementGranted(bytes32 indexed agency, uint64 claimUntil)',
  'event ReinstatementCancelled(bytes32 indexed agency)',
  'event AgencyReinstated(bytes32 indexed agency)',
  'event AgencyRemoved(bytes32 indexed agency)',
  'event GovernanceReplaced(bytes32 indexed agency, address previous, address governance)',
  'event ValidatorNamed(bytes32 indexed agency, address validator, uint64 claimUntil)',
  'event ValidatorReplaced(bytes32 indexed agency, address previous, address validator)',
  'event OperatorAdded(bytes32 indexed agency, address indexed operator)',
  'event OperatorRevoked(bytes32 indexed agency, address indexed operator)',
] as const;

const events = new Interface(REGISTRY_EVENTS);

/** A block's number and time (unix seconds): the bounds of a key's span. */
export type Moment = { readonly number: number; readonly time: number };

/** The id in a word of the contracts: ASCII, left-aligned, zeros after it. */
export function agencyIdOf(word: string): string {
  return Buffer.from(word.slice(2), 'hex').toString('latin1').replace(/\0+$/, '');
}

function takeKey(store: Store, agency: string, role: string, address: string): void {
  store.run('INSERT INTO chain_keys (address, agency, role) VALUES (?, ?, ?)', address, agency, role);
}

function startKey(store: Store, address: string, { number, time }: Moment): void {
  store.run('UPDATE chain_keys SET from_block = ?, from_time = ? WHERE address = ?', number, time, address);
}

function endKey(store: Store, address: string, { number, time }: Moment): void {
  store.run('UPDATE chain_keys SET until_block = ?, until_time = ? WHERE address = ?', number, time, address);
}

/** The agencies of the founding document, with the keys that counted from the genesis block on. */
export function insertFounders(store: Store, { agencies }: Trust): void {
  const founded = { number: 0, time: 0 };
  for (const [seat, { id, governance, operators, validator }] of agencies.entries()) {
    store.run(
      `INSERT INTO chain_agencies (id, state, governance, validator, seat, changed_block)
         VALUES (?, 'active', ?, ?, ?, 0)`,
      id,
      governance,
      validator,
      seat,
    );
    const keys = [
      ['governance', governance],
      ['validator', validator],
      ...operators.map((operator) => ['operator', operator]),
    ] as [string, string][];
    for (const [role, address] of keys) {
      takeKey(store, id, role, address);
      startKey(store, address, founded);
    }
  }
}

type Change = (store: Store, agency: string, args: LogDescription['args'], at: Moment) => void;

const addressIn = (args: LogDescription['args'], name: string): string => String(args[name]).toLowerCase();

function setState(store: Store, agency: string, state: string): void {
  store.run('UPDATE chain_agencies SET state = ?, reinstate_until = NULL WHERE id = ?', state, agency);
}

const CHANGES: Readonly<Record<string, Change>> = {
  AgencyAdmitted(store, agency, args) {
    const governance = addressIn(args, 'governance');
    const validator = addressIn(args, 'validator');
    // An admission that was never claimed may be voted again, with other keys; those of before stay taken.
    store.run(
      `INSERT INTO chain_agencies (id, state, governance, validator, claim_until, changed_block)
         VALUES (?, 'admitted', ?, ?, ?, 0)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, governance = excluded.governance,
           validator = excluded.validator, claim_until = excluded.claim_until`,
      agency,
      governance,
      validator,
      Number(args.claimUntil),
    );
    takeKey(store, agency, 'governance', governance);
    takeKey(store, agency, 'validator', validator);
  },
  AdmissionCancelled(store, agency) {
    setState(store, agency, 'cancelled');
  },
  AgencySeated(store, agency, args, at) {
    store.run(
      `UPDATE chain_agencies SET state = 'active', claim_until = NULL,
         seat = (SELECT max(seat) + 1 FROM chain_agencies) WHERE id = ?`,
      agency,
    );
    const row = store.one<{ governance: string }>(
      'SELECT governance FROM chain_agencies WHERE id = ?',
      agency,
    );
    if (row) startKey(store, row.governance, at);
    startKey(store, addressIn(args, 'validator'), at);
  },
  AgencySuspended(store, agency) {
    setState(store, agency, 'suspended');
  },
  ReinstatementGranted(store, agency, args) {
    const until = Number(args.claimUntil);
    store.run('UPDATE chain_agencies SET reinstate_until = ? WHERE id = ?', until, agency);
  },
  ReinstatementCancelled(store, agency) {
    setState(store, agency, 'suspended');
  },
  AgencyReinstated(store, agency) {
    setState(store, agency, 'active');
  },
  AgencyRemoved(store, agency, _args, { number, time }) {
    setState(store, agency, 'removed');
    store.run(
      'UPDATE chain_keys SET until_block = ?, until_time = ? WHERE agency = ? AND until_block IS NULL',
      number,
      time,
      agency,
    );
  },
  GovernanceReplaced(store, agency, args, at) {
    const governance = addressIn(args, 'governance');
    endKey(store, addressIn(args, 'previous'), at);
    takeKey(store, agency, 'governance', governance);
    startKey(store, governance, at);
    store.run('UPDATE chain_agencies SET governance = ? WHERE id = ?', governance, agency);
  },
  ValidatorNamed(store, agency, args) {
    const validator = addressIn(args, 'validator');
    takeKey(store, agency, 'validator', validator);
    store.run(
      'UPDATE chain_agencies SET next_validator = ?, claim_until = ? WHERE id = ?',
      validator,
      Number(args.claimUntil),
      agency,
    );
  },
  ValidatorReplaced(store, agency, args, at) {
    const validator = addressIn(args, 'validator');
    endKey(store, addressIn(args, 'previous'), at);
    startKey(store, validator, at);
    store.run(
      'UPDATE chain_agencies SET validator = ?, next_validator = NULL, claim_until = NULL WHERE id = ?',
      validator,
      agency,
    );
  },
  OperatorAdded(store, agency, args, at) {
    const operator = addressIn(args, 'operator');
    takeKey(store, agency, 'operator', operator);
    startKey(store, operator, at);
  },
  OperatorRevoked(store, _agency, args, at) {
    endKey(store, addressIn(args, 'operator'), at);
  },
};

/**
 * Applies one proved log of the registry. Events of motions and of validator sets change nothing here.
 * @throws FormatError `event-invalid` for one of these events in another layout
 */
export function applyRegistryEvent(store: Store, log: Log, at: Moment): void {
  let event: LogDescription | null;
  try {
    event = events.parseLog({ topics: log.topics.map(toHex0x), data: toHex0x(log.data) });
  } catch (cause) {
    throw new FormatError('event-invalid', 'An event of the registry in another layout', { cause });
  }
  const change = event && CHANGES[event.name];
  if (!event || !change) return;
  const agency = agencyIdOf(String(event.args.agency));
  change(store, agency, event.args, at);
  store.run('UPDATE chain_agencies SET changed_block = ? WHERE id = ?', at.number, agency);
}
