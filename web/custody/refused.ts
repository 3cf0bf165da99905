import { createContext } from 'preact';
import type { Problem } from '../api.ts';

/** Why the service did not take what a form wished for: shown beside the field that it is about, where there is one. */
export const Refused = createContext<Problem | undefined>(undefined);
