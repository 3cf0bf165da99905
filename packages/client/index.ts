/** The API of a service as typed calls, over `fetch` alone. */

export type * from './api.ts';
export type { Submission } from './client.ts';
export {
  type CallId,
  type Choices,
  type Client,
  type ClientOptions,
  createClient,
  type ListId,
} from './client.ts';
export { ClientError, ProblemError } from './problem.ts';
