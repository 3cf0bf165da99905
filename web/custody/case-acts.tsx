import { extentOf } from '../../core/case-order.ts';
import { ActForm, Choices } from './act-form.tsx';
import { useCustodyWords } from './custody-words.ts';
import { OfferForm } from './offer-form.tsx';
import type { ActView, TimelineView } from './views.ts';

type Name = 'offer-chosen' | 'offer-head' | 'close';

/** What may be done with a case of this agency: offer chosen records or all of it, and close it. */
export function CaseActs({
  view,
  chosen,
  onSaid,
}: {
  view: TimelineView;
  chosen: ReadonlySet<string>;
  onSaid: (act: ActView) => void;
}) {
  const c = useCustodyWords();
  const { closedWith } = extentOf(view.agency, view.records, view.items);
  const head = view.records.at(-1);
  // The contract takes what is anchored only, and a case is closed once.
  const can: Record<Name, boolean> = {
    'offer-chosen': chosen.size > 0,
    'offer-head': head?.block != null && !view.truncated,
    close: closedWith === null && view.records.length > 0,
  };
  const names = (Object.keys(can) as Name[]).filter((name) => can[name]);
  return (
    <Choices names={names} label={(name) => c(`case.do.${name}`, { n: chosen.size })}>
      {(name, close) => {
        if (name === 'offer-chosen')
          return <OfferForm recordIds={[...chosen]} onSaid={onSaid} close={close} />;
        if (name === 'offer-head') {
          return <OfferForm recordIds={[head?.recordId ?? '']} wholeCase onSaid={onSaid} close={close} />;
        }
        return (
          <ActForm
            label={c('case.do.close')}
            wish={() => [[{ do: 'close-case', case: view.case }]]}
            onSaid={(act) => {
              onSaid(act);
              close();
            }}
            onCancel={close}
          >
            <p>{c('case.do.close.means')}</p>
          </ActForm>
        );
      }}
    </Choices>
  );
}
