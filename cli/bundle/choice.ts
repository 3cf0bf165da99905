import type { Slot } from '../../core/bundle/selection.ts';
import { failure } from '../command-error.ts';

/** What of the receipts is shown on; `undefined` stands for all of it. */
export type Selection = {
  readonly claims?: readonly string[] | undefined;
  /** By name in the record, with or without its folders, or by SHA-256. */
  readonly files?: readonly string[] | undefined;
  readonly hideCase?: boolean | undefined;
};

/** Whether a slot is shown, noting which of the wishes were met. */
export type Choice = {
  wanted(slot: Slot): boolean;
  /** What nobody has must not pass for left out. @throws CommandError `case-claim-unknown`, `case-file-unknown` */
  finish(): void;
};

export function choiceOf({ claims, files, hideCase }: Selection): Choice {
  const left = { claims: new Set(claims), files: new Set(files) };
  return {
    wanted(slot) {
      if (slot.slot === 'case') return !hideCase;
      // Without it nobody could tell what is missing of the case.
      if (slot.slot === 'link') return true;
      if (slot.slot === 'claim') {
        left.claims.delete(slot.name);
        return claims?.includes(slot.name) ?? true;
      }
      const names = [slot.file.name, slot.file.name.split('/').at(-1)!, slot.file.sha256];
      for (const name of names) left.files.delete(name);
      return files?.some((file) => names.includes(file)) ?? true;
    },
    finish() {
      for (const name of left.claims) throw failure('case-claim-unknown', { name });
      for (const name of left.files) throw failure('case-file-unknown', { name });
    },
  };
}
