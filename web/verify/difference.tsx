import { useEffect, useState } from 'preact/hooks';
import type { Difference } from '../../core/difference.ts';
import type { FileEntry } from '../../core/file-entry.ts';
import { isolated } from '../../core/visible.ts';
import { differenceText, differenceWords } from '../../language/difference.ts';
import { useWords, type Words } from '../app/language.ts';
import { sizeText } from '../parts/format.ts';
import { verifier } from '../work/verifying.ts';

/** Why a file is none of those recorded, under its name: what was shown, or how the sizes differ and what is common. */

type Recorded = readonly (FileEntry | null)[];

/** The recorded file that the given one was most likely meant to be: of the same name, or the only one shown. */
function counterpart(name: string, recorded: Recorded): FileEntry | undefined {
  const shown = recorded.flatMap((entry) => entry ?? []);
  const last = (path: string) => path.split(/[/\\]/).at(-1);
  const named = shown.filter((entry) => last(entry.name) === last(name));
  return named.length === 1 ? named[0] : shown.length === 1 ? shown[0] : undefined;
}

function sizes(file: File, entry: FileEntry, words: Words): string {
  const by = sizeText(Math.abs(file.size - entry.size), words);
  const d = differenceWords(words.language);
  const name = isolated(entry.name);
  if (file.size === entry.size) return d('why.sameSize', { name });
  return d(file.size > entry.size ? 'why.longer' : 'why.shorter', { name, by });
}

export function Why({ file, recorded }: { file: File; recorded: Recorded }) {
  const words = useWords();
  const d = differenceWords(words.language);
  const [found, setFound] = useState<Difference | null>();
  useEffect(() => {
    let over = false;
    verifier()
      .explain(file, recorded)
      // Nothing can be said of a file that cannot be read a second time; the verdict stands.
      .catch(() => null)
      .then((difference) => {
        if (!over) setFound(difference);
      });
    return () => {
      over = true;
    };
  }, [file, recorded]);
  if (found === undefined) return <p class="small quiet">{d('why.looking')}</p>;
  if (found) {
    const name = isolated(recorded[found.place]?.name ?? '');
    return (
      <p class="small" data-why={found.changes.join(' ')}>
        {differenceText(found, name, words.language)}
      </p>
    );
  }
  const entry = counterpart(file.name, recorded);
  if (!entry) return null;
  return (
    <p class="small">
      {sizes(file, entry, words)} {d('why.common')}
    </p>
  );
}
