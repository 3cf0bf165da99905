/** Signs beside words, never in their place: each is hidden from screen readers, since the word is there. */

const PATHS = {
  seal: 'M9 7v13M9 7h14v13M16 11v7c0 3-3 6-8 7M18.5 19v4.500c0 1 .5 1.500 1.500 1.500h3.500v-2.500',
  pass: 'M7 16.500l6 6L25.500 9.500',
  fail: 'M9 9l14 14M23 9L9 23',
  unknown: 'M11 12c0-3 2-5 5-5s5 2 5 4.500c0 3.500-5 3.500-5 7.500M16 24.500v.2',
  skipped: 'M8 16h16',
  waiting: 'M16 8v8l5 4M16 3.500a12.500 12.500 0 1 0 .1 0',
  warning: 'M16 5L3.500 27h25L16 5zM16 13v7M16 23.500v.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {name === 'seal' && <rect width="32" height="32" rx="4" />}
      <path d={PATHS[name]} />
    </svg>
  );
}
