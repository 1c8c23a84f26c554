/** How much of the audit journals on this machine is not in the event store yet. */
import { journalBacklog, type JournalPosition } from './stores/auditJournal.ts';
import type { NodeJournal } from './workers/auditShipper.ts';

export interface AuditBacklog {
  /** To be told how far a node's journal is shipped. Until then all of it counts. */
  readonly reached: (node: string, to: JournalPosition | undefined) => void;
  /** In all journals together. @throws what the file system says */
  readonly bytes: () => Promise<number>;
}

/** @param journals lists them, as they are at the time */
export function auditBacklog(journals: () => Promise<readonly NodeJournal[]>): AuditBacklog {
  const shipped = new Map<string, JournalPosition | undefined>();
  return {
    reached: (node, to) => shipped.set(node, to),
    async bytes() {
      const sizes = (await journals()).map(({ node, folder }) => journalBacklog(folder, shipped.get(node)));
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
  };
}
