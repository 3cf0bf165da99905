import { useRef, useState } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { type FoundFile, filesOfDrop, filesOfInput } from './dropped.ts';

/** Where files and folders are dropped, or chosen with two buttons by whoever does not drag. */
export function DropZone({
  title,
  hint,
  onFiles,
  disabled = false,
}: {
  title: string;
  hint: string;
  onFiles: (files: FoundFile[], unreadable: string[]) => void;
  disabled?: boolean;
}) {
  const { t } = useWords();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);

  const chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    onFiles(filesOfInput(input.files), []);
    // The same file chosen again must count as a change.
    input.value = '';
  };
  const dropped = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (disabled || !event.dataTransfer) return;
    setReading(true);
    const { found, unreadable } = await filesOfDrop(event.dataTransfer);
    setReading(false);
    onFiles(found, unreadable);
  };
  return (
    <section
      class={`drop${over ? ' drop-over' : ''}`}
      aria-label={title}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!disabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <p class="drop-title">{reading ? t('drop.reading') : title}</p>
      <p class="quiet">{hint}</p>
      <div class="row center">
        <button type="button" disabled={disabled} onClick={() => files.current?.click()}>
          {t('drop.files')}
        </button>
        <button type="button" disabled={disabled} onClick={() => folder.current?.click()}>
          {t('drop.folder')}
        </button>
      </div>
      <input ref={files} type="file" multiple hidden data-choose="files" onChange={chosen} />
      <input
        ref={(input) => {
          folder.current = input;
          // No attribute of any standard, but of every browser on a desk.
          input?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        data-choose="folder"
        onChange={chosen}
      />
    </section>
  );
}
