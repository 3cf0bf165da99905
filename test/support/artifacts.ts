import { readFileSync } from 'node:fs';
import type { CreationCode } from '../../core/founding-document.ts';

/** Creation code of the genesis contracts, as the compiler left it under artifacts/. */
export function compiledCode(): CreationCode {
  const read = (name: string) => {
    const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    return (JSON.parse(readFileSync(path, 'utf8')) as { bytecode: string }).bytecode;
  };
  return {
    AgencyRegistry: read('AgencyRegistry'),
    EvidenceLedger: read('EvidenceLedger'),
    CaseHandoff: read('CaseHandoff'),
  };
}
