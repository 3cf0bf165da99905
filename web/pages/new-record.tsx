import { useState } from 'preact/hooks';
import { MAX_FILES } from '../../core/record.ts';
import { isolated } from '../../core/visible.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { CaseField } from '../parts/case-field.tsx';
import { DropZone } from '../parts/drop-zone.tsx';
import type { FoundFile } from '../parts/dropped.ts';
import { PageTitle } from '../parts/page-title.tsx';
import { addFiles, clearDesk, deskStore, setForm } from '../submit/desk.ts';
import { Claims, KindField } from '../submit/desk-claims.tsx';
import { DeskFiles } from '../submit/desk-files.tsx';
import { DeskResults } from '../submit/desk-results.tsx';
import { DeskSend } from '../submit/desk-send.tsx';
import { DeskUnfinished } from '../submit/desk-unfinished.tsx';
import { prepareLarge } from '../submit/large.ts';
import { isLarge } from '../submit/unfinished.ts';

/** Puts a submission together and sends it. */
export function NewRecord() {
  const { t, count } = useWords();
  const desk = useStore(deskStore);
  const [notes, setNotes] = useState<string[]>([]);

  const add = (found: FoundFile[], unreadable: string[]) => {
    const doubled = addFiles(found);
    if (found.some(isLarge)) prepareLarge();
    const said = [
      found.length === 0 && unreadable.length === 0
        ? t('new.noFiles')
        : count('new.added', found.length - doubled),
      ...(doubled > 0 ? [count('new.doubled', doubled)] : []),
      ...(unreadable.length > 0
        ? [t('new.unreadable', { names: unreadable.slice(0, 5).map(isolated).join(', ') })]
        : []),
    ];
    setNotes(said.slice(found.length > 0 && doubled === 0 ? 1 : 0));
    announce(said.join(' '));
  };

  if (desk.stage === 'made') {
    return (
      <>
        <PageTitle key="made" focused>
          {t('new.doneTitle')}
        </PageTitle>
        <DeskResults desk={desk} />
        <div class="row">
          <button type="button" onClick={() => clearDesk(true)}>
            {t('new.another')}
          </button>
        </div>
      </>
    );
  }
  const records = Math.ceil(desk.rows.length / MAX_FILES);
  return (
    <>
      <PageTitle>{t('nav.new')}</PageTitle>
      <DropZone
        title={t('new.drop')}
        hint={t('new.drop.hint')}
        onFiles={add}
        disabled={desk.stage === 'sending'}
      />
      <DeskUnfinished desk={desk} />
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <DeskFiles desk={desk} />
      {records > 1 && <p class="box">{t('new.split', { records, max: MAX_FILES })}</p>}
      <CaseField
        value={desk.form.case}
        onChange={(value) => setForm({ case: value })}
        label={t('new.case')}
        hint={t('new.case.hint')}
        disabled={desk.stage === 'sending'}
      />
      <KindField form={desk.form} disabled={desk.stage === 'sending'} />
      <Claims desk={desk} />
      <DeskSend desk={desk} />
      <DeskResults desk={desk} />
    </>
  );
}
