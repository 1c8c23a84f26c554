/** A filter in words: what an export will hold, and what nothing was found for. */
import { exactTime } from '../../components/times.ts';
import { quickRanges, type AuditFilter } from './auditFilter.ts';
import { outcomeWords } from './outcomes.ts';

export interface FilterWord {
  readonly name: string;
  readonly value: string;
}

/** @param keyName of the key that is filtered by, where it is known */
export function filterWords(filter: AuditFilter, keyName: string | undefined): readonly FilterWord[] {
  const { keyId, outcome, ip } = filter;
  return [
    { name: 'Time', value: timeWords(filter) },
    { name: 'Key', value: keyId === undefined ? 'Any' : (keyName ?? keyId) },
    { name: 'Outcome', value: outcome === undefined ? 'Any' : outcomeWords[outcome].label },
    { name: 'Address', value: ip ?? 'Any' },
  ];
}

function timeWords({ range, from, to }: AuditFilter): string {
  if (range !== undefined) return quickRanges[range].label;
  if (from !== undefined && to !== undefined) return `${exactTime(from)} until ${exactTime(to)}`;
  if (from !== undefined) return `Since ${exactTime(from)}`;
  return to === undefined ? 'Any' : `Until ${exactTime(to)}`;
}
