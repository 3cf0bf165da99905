import { useEffect, useRef } from 'preact/hooks';
import { PHOTO_FIELDS } from '../../core/kinds.ts';
import { isolated } from '../../core/visible.ts';
import { fill } from '../../language/language.ts';
import { en, type PhotosKey, zh } from '../../language/photos.ts';
import { announce } from '../app/announce.ts';
import { useWords } from '../app/language.ts';
import { spanText } from '../custody/remaining.ts';
import { useKindWords } from '../parts/kind-words.ts';
import { type Desk, setForm } from './desk.ts';
import { type ClockDoubt, MAX_PLACES, type PhotoOffer, photoOffer } from './photo-offer.ts';

type Say = (key: PhotosKey, values?: Readonly<Record<string, string | number>>) => string;

function usePhotoWords(): Say {
  const { language } = useWords();
  return (key, values = {}) => fill((language === 'zh' ? zh : en)[key], values);
}

/** One claim: offered until it is taken over, then a field like any other, which can be changed or left out again. */
function Offered({ claim, offer, desk }: { claim: string; offer: string; desk: Desk }) {
  const say = usePhotoWords();
  const { label } = useKindWords();
  const id = `claim-${claim}`;
  const value = desk.form.claims[claim] ?? '';
  const disabled = desk.stage === 'sending';
  const set = (text: string) => setForm({ claims: { ...desk.form.claims, [claim]: text } });
  // The button that was pressed goes: whoever goes by keys goes on where it led to, once that is drawn.
  const next = useRef('');
  useEffect(() => {
    if (next.current !== '') document.getElementById(next.current)?.focus();
    next.current = '';
  }, [value === '']);
  const take = () => {
    set(offer);
    announce(say('photos.taken'));
    next.current = id;
  };
  const leave = () => {
    set('');
    announce(say('photos.left'));
    next.current = `${id}-take`;
  };
  return (
    <div class="field">
      {value === '' ? (
        <p class="box-title">{label('claim', claim)}</p>
      ) : (
        <>
          <label for={id}>{label('claim', claim)}</label>
          <input
            id={id}
            type="text"
            value={value}
            disabled={disabled}
            aria-describedby={`${id}-said`}
            onInput={(event) => set(event.currentTarget.value)}
          />
        </>
      )}
      <p id={`${id}-said`} class={value === '' ? undefined : 'quiet small'}>
        {value === '' && offer !== '' && <bdi>{offer}</bdi>}
        {value === '' && offer === '' && <span class="quiet">{say('photos.none')}</span>}
        {value !== '' && offer !== '' && value !== offer && say('photos.now', { claim: offer })}
        {value !== '' && value === offer && say('photos.taken')}
      </p>
      <div class="row">
        {offer !== '' && value !== offer && (
          <button
            type="button"
            id={`${id}-take`}
            class="plain"
            disabled={disabled}
            aria-label={say('photos.take.what', { claim: label('claim', claim) })}
            onClick={take}
          >
            {say('photos.take')}
          </button>
        )}
        {value !== '' && (
          <button
            type="button"
            class="plain"
            disabled={disabled}
            aria-label={say('photos.leave.what', { claim: label('claim', claim) })}
            onClick={leave}
          >
            {say('photos.leave')}
          </button>
        )}
      </div>
    </div>
  );
}

function useDistance(): (meters: number) => string {
  const { language } = useWords();
  return (meters) => {
    const far = meters >= 1000;
    const digits = far && meters < 100_000 ? 1 : 0;
    const options = { style: 'unit', unit: far ? 'kilometer' : 'meter', maximumFractionDigits: digits };
    return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', options as never).format(
      far ? meters / 1000 : meters,
    );
  };
}

/** What does not fit together: clocks, times and places. */
function Doubts({ offer }: { offer: PhotoOffer }) {
  const say = usePhotoWords();
  const { language } = useWords();
  const distance = useDistance();
  const span = (ms: number) => spanText(Math.abs(ms), language) ?? '';
  const doubt = ({ clock, ms, name, photos }: ClockDoubt) => {
    const values = { span: span(ms), name: isolated(name), n: photos };
    if (clock === 'device') return say('photos.doubt.device.ahead', values);
    return say(`photos.doubt.${clock}.${ms > 0 ? 'ahead' : 'behind'}`, values);
  };
  const all = offer.photos;
  const count = (key: 'noOffset' | 'silent' | 'absurd' | 'unreadable') =>
    offer[key] > 0 ? [say(`photos.${key}`, { n: offer[key], all })] : [];
  const lines = [
    ...(span(offer.spanMs) === '' ? [] : [say('photos.spanTime', { span: span(offer.spanMs) })]),
    ...(offer.spanMeters > 0 ? [say('photos.spanPlace', { distance: distance(offer.spanMeters) })] : []),
    ...(offer.places > MAX_PLACES ? [say('photos.tooMany', { n: MAX_PLACES })] : []),
    ...count('noOffset'),
    ...offer.doubts.map(doubt),
    ...count('absurd'),
    ...count('silent'),
    ...count('unreadable'),
  ];
  if (lines.length === 0) return null;
  return (
    <ul class="small">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Time and place of photographs, offered as claims: nothing is claimed that the officer did not take over. */
export function DeskPhotos({ desk }: { desk: Desk }) {
  const say = usePhotoWords();
  const photos = desk.rows.flatMap(({ photo, name, file }) =>
    photo === undefined || photo === 'reading'
      ? []
      : [{ name, written: file.lastModified, ...(photo !== 'unreadable' && { facts: photo }) }],
  );
  const reading = desk.rows.filter(({ photo }) => photo === 'reading').length;
  const claimed = PHOTO_FIELDS.some(({ name }) => (desk.form.claims[name] ?? '') !== '');
  if (photos.length + reading === 0 && !claimed) return null;
  const offer = photoOffer(photos, Date.now());
  const says = offer.time !== undefined || offer.places > 0;
  return (
    <section class="box photos" aria-labelledby="photos">
      <h3 id="photos" class="box-title">
        {say('photos.title')}
      </h3>
      {(says || claimed) && <p class="small">{say('photos.claims')}</p>}
      {reading > 0 && (
        <p class="quiet">{say('photos.reading', { done: photos.length, all: photos.length + reading })}</p>
      )}
      {(says || claimed) && (
        <div class="fields">
          <Offered claim="cameraTime" offer={offer.time ?? ''} desk={desk} />
          <Offered claim="cameraPlace" offer={offer.place ?? ''} desk={desk} />
        </div>
      )}
      <Doubts offer={offer} />
    </section>
  );
}
