import { useRef } from 'preact/hooks';
import { isolated } from '../../core/visible.ts';
import { useWords } from '../app/language.ts';
import { useStore } from '../app/store.ts';
import { Icon } from '../parts/icon.tsx';
import { authorities, pin } from './authorities.ts';
import { judge } from './bench.ts';

/** Which time-stamping authorities are believed, and how to bring their certificates. */
export function AuthoritiesPanel() {
  const { t, count } = useWords();
  const { pinned, refused } = useStore(authorities);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <h3>{t('tsa.title')}</h3>
      <p class="quiet">
        {pinned ? `${isolated(pinned.name)} · ${count('tsa.pinned', pinned.count)}` : t('tsa.none')}
      </p>
      {refused !== undefined && (
        <p class="box box-bad" role="alert">
          <Icon name="warning" />
          {t('tsa.refused', { name: isolated(refused) })}
        </p>
      )}
      <div class="row">
        <button type="button" onClick={() => input.current?.click()}>
          {t('tsa.load')}
        </button>
        {pinned && (
          <button
            type="button"
            onClick={() => {
              authorities.set({ pinned: undefined, refused: undefined });
              void judge();
            }}
          >
            {t('tsa.remove')}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        data-choose="tsa"
        onChange={async ({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file && (await pin(file.name, file))) await judge();
        }}
      />
    </>
  );
}
