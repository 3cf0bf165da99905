import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useCustodyWords } from './custody-words.ts';
import { Refused } from './refused.ts';
import { type Spoken, useSay } from './say.ts';
import { SayState } from './say-state.tsx';
import type { ActView } from './views.ts';

/** What is to be said, and the words that become a record before it. */
export type Wished = readonly [wishes: readonly object[], spoken?: Spoken];

/** A form that has this agency say something: what it means and what is to be filled in, then how far it has come. */
export function ActForm({
  label,
  wish,
  onSaid,
  onCancel,
  children,
}: {
  label: string;
  wish: () => Wished;
  onSaid: (act: ActView) => void;
  onCancel?: () => void;
  children: ComponentChildren;
}) {
  const c = useCustodyWords();
  const { saying, say } = useSay(onSaid);
  const busy = saying.state === 'words' || saying.state === 'open' || saying.state === 'said';
  return (
    <form
      class="doing"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) say(...wish());
      }}
    >
      <Refused.Provider value={saying.state === 'problem' ? saying.problem : undefined}>
        {children}
      </Refused.Provider>
      <SayState saying={saying} />
      <div class="row">
        <button type="submit" class="main" aria-disabled={busy}>
          {c('do.confirm')}
        </button>
        {onCancel && (
          <button type="button" class="plain" onClick={onCancel}>
            {c('do.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

/** A button for each thing that can be done; one of them is open at a time. */
export function Choices<Name extends string>({
  names,
  label,
  children,
}: {
  names: readonly Name[];
  label: (name: Name) => string;
  children: (name: Name, close: () => void) => ComponentChildren;
}) {
  const [chosen, setChosen] = useState<Name>();
  const open = chosen !== undefined && names.includes(chosen) ? chosen : undefined;
  return (
    <>
      <div class="row">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            aria-expanded={open === name}
            onClick={() => setChosen(open === name ? undefined : name)}
          >
            {label(name)}
          </button>
        ))}
      </div>
      {open && <div key={open}>{children(open, () => setChosen(undefined))}</div>}
    </>
  );
}
