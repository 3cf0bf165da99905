import { visible } from '../../core/visible.ts';

/**
 * A name or text that somebody gave: what cannot be seen is written out, and its direction stays its own.
 * @param lines whether it may have several
 */
export function GivenText({
  text,
  kind,
  lines = false,
}: {
  text: string;
  kind?: 'name' | 'claim';
  lines?: boolean;
}) {
  return <bdi class={kind}>{visible(text, lines ? '\n\t' : '')}</bdi>;
}
