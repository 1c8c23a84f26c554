import { useRef, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { fieldError } from '../../api/errors.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { Notice } from '../../components/Notice.tsx';
import { TextField } from '../../components/TextField.tsx';
import { letsIn, readRule, ruleProblem, ruleReach } from '../key/addresses/ipRule.ts';
import type { RuleRow } from './draft.ts';
import styles from './IpRulesField.module.css';

export interface IpRulesFieldProps {
  readonly rows: readonly RuleRow[];
  readonly onChange: (rows: readonly RuleRow[]) => void;
  /** What the service said of an earlier attempt. */
  readonly error: unknown;
}

const mostRules = 100;

/** From which addresses the key may be used: one rule a line, checked while it is typed. */
export function IpRulesField({ rows, onChange, error }: IpRulesFieldProps) {
  const { address } = useSession();
  const nextId = useRef(1);
  const [added, setAdded] = useState<number>();
  const typed = rows.filter(({ text }) => text.trim() !== '');
  const rules = typed.map(({ text }) => text.trim());
  const isReadable = rules.every((rule) => ruleProblem(rule) === undefined);
  const letsOwnIn = rules.length > 0 && isReadable && letsIn(rules, address);

  function change(id: number, part: Partial<RuleRow>) {
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  }

  function add(text: string) {
    const id = nextId.current;
    nextId.current += 1;
    onChange([...(text === '' ? rows : typed), { id, text, isLeft: text !== '' }]);
    if (text === '') setAdded(id);
  }

  /** The service counts only what was sent: rows left empty are not. */
  function problemOf(row: RuleRow): string | undefined {
    const own = row.isLeft && row.text.trim() !== '' ? ruleProblem(row.text) : undefined;
    return own ?? (typed.includes(row) ? fieldError(error, `ipRules.${typed.indexOf(row)}`) : undefined);
  }

  return (
    <div className={styles.field} role="group" aria-label="IP rules">
      {rows.length === 0 && <p className={styles.any}>Any address may use it.</p>}
      {rows.map((row, index) => (
        <div key={row.id} className={styles.row}>
          <TextField
            aria-label={`IP rule ${index + 1}`}
            isCode
            placeholder="203.0.113.0/24"
            autoFocus={row.id === added}
            value={row.text}
            onChange={(text) => change(row.id, { text })}
            onBlur={() => change(row.id, { isLeft: true })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              if (row.text.trim() !== '') add('');
            }}
            description={reachOf(row.text)}
            errorMessage={problemOf(row)}
            className={styles.input}
            inputProps={{ autoComplete: 'off', autoCapitalize: 'off', spellCheck: false, maxLength: 60 }}
          />
          <Button
            variant="quiet"
            icon={<X />}
            aria-label={row.text === '' ? `Remove rule ${index + 1}` : `Remove ${row.text}`}
            onPress={() => onChange(rows.filter(({ id }) => id !== row.id))}
          />
        </div>
      ))}
      <div className={styles.adding}>
        <Button size="small" icon={<Plus />} isDisabled={rows.length >= mostRules} onPress={() => add('')}>
          Add a rule
        </Button>
        <span className={styles.own}>
          Your address is <code>{address}</code>
          {!letsOwnIn && (
            <Button size="small" variant="quiet" onPress={() => add(address)}>
              Add it
            </Button>
          )}
        </span>
      </div>
      {rules.length > 0 && isReadable && !letsOwnIn && (
        <Notice role="status">
          Your own address is not among these: you could not try the key from where you are now.
        </Notice>
      )}
    </div>
  );
}

function reachOf(text: string): string | undefined {
  const rule = text.includes('/') ? readRule(text) : undefined;
  return rule && ruleReach(rule);
}
