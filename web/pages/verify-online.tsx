import { route } from '../app/router.ts';
import { useStore } from '../app/store.ts';
import { LookUp } from '../verify/look-up.tsx';
import { Verify } from './verify.tsx';

/** Verification as a service serves it: the same as everywhere, and a look-up of what this service holds. */
export function VerifyOnline() {
  const { query } = useStore(route).at;
  return (
    <Verify>
      <LookUp asked={query.get('record') ?? ''} />
    </Verify>
  );
}
