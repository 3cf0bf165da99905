import { useWords } from '../app/language.ts';
import { GivenText } from './given-text.tsx';

/** Claims that the pages ask for; others come from other clients and keep the name they were given. */
export const CLAIMS = ['place', 'collector', 'device', 'note'] as const;
type Known = (typeof CLAIMS)[number];

const isKnown = (name: string): name is Known => (CLAIMS as readonly string[]).includes(name);

export function ClaimList({ claims }: { claims: Readonly<Record<string, string>> }) {
  const { t } = useWords();
  return (
    <>
      {Object.entries(claims).map(([name, value]) => (
        <div key={name}>
          <dt>{isKnown(name) ? t(`claim.${name}`) : <GivenText text={name} />}</dt>
          <dd>
            <GivenText kind="claim" text={value} lines />
          </dd>
        </div>
      ))}
    </>
  );
}
