/** What was used up before its end, for all processes: sign-in links and sign-ins that were used, sessions that were ended. */
import type { Queryable } from './database.ts';

export interface SpentTokens {
  /**
   * Whether this call was the first to spend it, of however many at once.
   * @param until its own end: nobody asks for it afterwards
   * @throws DatabaseUnavailable: then it is not known, and must not be taken
   */
  spend(id: string, until: Date): Promise<boolean>;
  /** @throws DatabaseUnavailable: then it is not known, and must not be taken */
  isSpent(id: string): Promise<boolean>;
}

/**
 * Whoever adds a row removes up to two that nobody needs any more, so there are never more than were once needed at a time.
 * The end of a token is judged by another clock than this one, which may be ahead by an hour.
 */
const spend = `with swept as (
  delete from spent_tokens where id in (
    select id from spent_tokens where until < now() - interval '1 hour' order by until limit 2 for update skip locked))
insert into spent_tokens (id, until) values ($1, $2) on conflict do nothing returning id`;
const find = 'select id from spent_tokens where id = $1';

export function spentTokens(database: Queryable): SpentTokens {
  return {
    spend: async (id, until) => (await database.prepared(spend, [id, until])).length > 0,
    isSpent: async (id) => (await database.prepared(find, [id])).length > 0,
  };
}
