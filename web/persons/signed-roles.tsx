import { missingIn, type SignedRole } from '../../core/persons/roles.ts';
import { Icon } from '../parts/icon.tsx';
import { useKindWords } from '../parts/kind-words.ts';
import { useVerdictWords } from '../verify/verdict-words.ts';

/** Who signed, role by role: how many of how many, and how many are missing of those whom the record's kind asks for. */
export function SignedRoles({ roles }: { roles: readonly SignedRole[] }) {
  const v = useVerdictWords();
  const { label } = useKindWords();
  return (
    <dl class="facts">
      {roles.map((each) => {
        const { role, demanded, signed, excused } = each;
        const missing = missingIn(each);
        const key =
          demanded === 0 ? 'beside' : excused ? 'excused' : missing > 0 ? ('missing' as const) : 'complete';
        return (
          <div key={role} data-role={role}>
            <dt>{label('role', role)}</dt>
            <dd>
              <Icon name={missing > 0 ? 'warning' : 'pass'} />{' '}
              {v(`signed.role.${key}`, { demanded, missing, signed: signed.length })}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
