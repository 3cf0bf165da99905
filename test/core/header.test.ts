import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex0x } from '../../core/bytes.ts';
import { decodeHeader, encodeHeader, HEADER_FIELDS, type Header } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { blockHash, unsealed } from '../../core/qbft.ts';
import { fcRuns } from '../support/properties.ts';
import {
  besuFile,
  contractFile,
  headersFile,
  type RpcHeader,
  receiptsFile,
} from '../support/qbft-vectors.ts';

const recorded: Record<string, RpcHeader[]> = {
  'GoQuorum, validators in headers': [headersFile.genesis, ...headersFile.headers.map((b) => b.header)],
  'GoQuorum, blocks with receipts': receiptsFile.blocks.map((b) => b.header),
  'GoQuorum, validators from a contract': [
    contractFile.genesis,
    ...contractFile.headers.map((b) => b.header),
  ],
  'Besu, london': [besuFile.genesis, ...besuFile.blocks.map((b) => b.header)],
};

const base = headerFromRpc(besuFile.blocks[0]?.header);
const hash = new Uint8Array(32).fill(7);
const prague: Header = {
  ...base,
  withdrawalsRoot: hash,
  blobGasUsed: 0n,
  excessBlobGas: 0n,
  parentBeaconBlockRoot: new Uint8Array(32),
  requestsHash: hash,
};

describe('a block header', () => {
  for (const [name, headers] of Object.entries(recorded)) {
    it(`has the hash that its engine gave it (${name}: ${headers.length} headers)`, () => {
      for (const json of headers) expect(toHex0x(blockHash(headerFromRpc(json)))).toBe(json.hash);
    });

    it(`decodes to the same fields and bytes, sealed and unsealed (${name})`, () => {
      for (const json of headers) {
        const header = headerFromRpc(json);
        for (const form of [header, unsealed(header)]) {
          const bytes = encodeHeader(form);
          expect(decodeHeader(bytes)).toEqual(form);
          expect(encodeHeader(decodeHeader(bytes))).toEqual(bytes);
        }
      }
    });
  }

  it('is followed by one that names its hash', () => {
    const [genesis, ...rest] = recorded['GoQuorum, validators in headers'] as [RpcHeader, ...RpcHeader[]];
    let parent = headerFromRpc(genesis);
    for (const json of rest) {
      const header = headerFromRpc(json);
      if (header.number === parent.number + 1n) {
        expect(toHex0x(header.parentHash)).toBe(toHex0x(blockHash(parent)));
      }
      parent = header;
    }
  });

  it('may hold the fields of every later fork, in their order', () => {
    for (let count = 15; count <= HEADER_FIELDS.length; count++) {
      const names = HEADER_FIELDS.slice(0, count).map((field) => field.name);
      const header = Object.fromEntries(names.map((name) => [name, prague[name]])) as unknown as Header;
      expect(decodeHeader(encodeHeader(header))).toEqual(header);
    }
  });

  it('is refused when it lacks a field before one that it has', () => {
    const { blobGasUsed: _, ...gap } = prague;
    expect(() => encodeHeader(gap)).toThrow(expect.objectContaining({ code: 'header-invalid' }));
    const { gasUsed: __, ...early } = base;
    expect(() => encodeHeader(early as Header)).toThrow(expect.objectContaining({ code: 'header-invalid' }));
  });

  it('is refused when any field has a wrong length', () => {
    for (const field of HEADER_FIELDS) {
      if (field.kind !== 'bytes' || field.upTo) continue;
      for (const length of [0, field.length - 1, field.length + 1]) {
        const header = { ...prague, [field.name]: new Uint8Array(length) };
        expect(() => encodeHeader(header)).toThrow(expect.objectContaining({ code: 'header-invalid' }));
      }
    }
  });

  it('is refused when its number or time is beyond what JSON holds exactly', () => {
    for (const name of ['number', 'timestamp'] as const) {
      expect(() => encodeHeader({ ...base, [name]: 2n ** 53n })).toThrow(
        expect.objectContaining({ code: 'header-invalid' }),
      );
    }
    const last = { ...base, number: 2n ** 53n - 1n, timestamp: 2n ** 53n - 1n };
    expect(decodeHeader(encodeHeader(last))).toEqual(last);
    expect(() => encodeHeader({ ...base, gasLimit: 2n ** 64n })).toThrow();
    expect(() => encodeHeader({ ...base, gasUsed: -1n })).toThrow();
  });

  it('is refused from a node whose fields and hash do not agree', () => {
    const json = besuFile.blocks[0]?.header as RpcHeader;
    expect(() => headerFromRpc({ ...json, gasUsed: '0x1' })).toThrow(
      expect.objectContaining({ code: 'header-hash-mismatch' }),
    );
    const { baseFeePerGas: _, ...without } = json;
    expect(() => headerFromRpc(without)).toThrow(expect.objectContaining({ code: 'header-hash-mismatch' }));
    expect(() => headerFromRpc({ ...json, hash: null })).toThrow(
      expect.objectContaining({ code: 'rpc-value-invalid' }),
    );
    expect(() => headerFromRpc(null)).toThrow(expect.objectContaining({ code: 'rpc-value-invalid' }));
  });

  it('never decodes from other bytes to what encodes differently', () => {
    const bytes = encodeHeader(prague);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] as number) ^ flip;
        let header: Header;
        try {
          header = decodeHeader(changed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'header-invalid' });
          return;
        }
        expect(encodeHeader(header)).toEqual(changed);
      }),
      fcRuns(300),
    );
  });
});
