import { useRef, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { fieldError } from '../../../api/errors.ts';
import { useSession } from '../../../api/session.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { EditButtons } from '../EditButtons.tsx';
import { useKeyChanges } from '../keyChanges.ts';
import type { Editing } from '../useEditing.ts';
import { LockedOut } from './LockedOut.tsx';
import { letsIn, ruleProblem } from './ipRule.ts';
import styles from './AddressesSection.module.css';

const mostRules = 100;

interface Row {
  readonly id: number;
  readonly text: string;
  /** Whether the person went on from it: until then nothing is said against what is half typed. */
  readonly isLeft: boolean;
}

export interface IpRulesFormProps {
  readonly draftOf: Key;
  readonly editing: Editing;
}

/** A field for each rule, checked while it is typed; and who would be locked out. */
export function IpRulesForm({ draftOf, editing }: IpRulesFormProps) {
  const { address } = useSession();
  const { setIpRules } = useKeyChanges();
  const nextId = useRef(draftOf.ipRules.length + 1);
  const [rows, setRows] = useState<readonly Row[]>(() =>
    draftOf.ipRules.length === 0
      ? [{ id: 0, text: '', isLeft: false }]
      : draftOf.ipRules.map((text, id) => ({ id, text, isLeft: true })),
  );
  const [added, setAdded] = useState<number>();
  const typed = rows.filter(({ text }) => text.trim() !== '');
  const rules = typed.map(({ text }) => text.trim());
  const isReadable = rules.every((rule) => ruleProblem(rule) === undefined);
  const isOther = rules.join(' ') !== draftOf.ipRules.join(' ');
  // The service counts only what was sent: rows left empty are not.
  const serverProblem = (row: Row) => fieldError(editing.error, `ipRules.${typed.indexOf(row)}`);
  const hasRowProblem = typed.some((row) => serverProblem(row) !== undefined);

  function change(id: number, part: Partial<Row>) {
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  }

  function add(text: string) {
    const id = nextId.current;
    nextId.current += 1;
    setRows([...(text === '' ? rows : typed), { id, text, isLeft: text !== '' }]);
    if (text === '') setAdded(id);
  }

  function save() {
    if (isReadable && isOther) void editing.submit((key) => setIpRules(key, rules));
  }

  return (
    <>
      <div className={styles.fields} role="group" aria-label="IP rules">
        {rows.map((row, index) => (
          <div key={row.id} className={styles.field}>
            <TextField
              aria-label={`Rule ${index + 1}`}
              isCode
              placeholder="203.0.113.0/24"
              value={row.text}
              autoFocus={row.id === added || (index === 0 && draftOf.ipRules.length === 0)}
              onChange={(text) => change(row.id, { text })}
              onBlur={() => change(row.id, { isLeft: true })}
              onKeyDown={({ key }) => {
                if (key === 'Enter') save();
              }}
              errorMessage={serverProblem(row) ?? shownProblem(row)}
              className={styles.input}
              inputProps={{ autoComplete: 'off', autoCapitalize: 'off', spellCheck: false, maxLength: 60 }}
            />
            <Button
              variant="quiet"
              aria-label={row.text === '' ? `Remove rule ${index + 1}` : `Remove ${row.text}`}
              icon={<X />}
              onPress={() => setRows(rows.filter(({ id }) => id !== row.id))}
            />
          </div>
        ))}
        <div className={styles.adding}>
          <Button size="small" icon={<Plus />} isDisabled={rows.length >= mostRules} onPress={() => add('')}>
            Add a rule
          </Button>
          <span className={styles.own}>
            Your address is <code>{address}</code>
            {!letsInByName(rules, address) && (
              <Button size="small" variant="quiet" onPress={() => add(address)}>
                Add it
              </Button>
            )}
          </span>
        </div>
      </div>
      {rules.length === 0 && draftOf.ipRules.length > 0 && (
        <Notice tone="warning">Without a rule, whoever has the secret may use it from any address.</Notice>
      )}
      {isReadable && isOther && <LockedOut keyId={draftOf.id} rules={rules} ownAddress={address} />}
      {editing.error !== undefined && !hasRowProblem && <ErrorNotice error={editing.error} />}
      <EditButtons
        saveLabel="Save rules"
        maySave={isReadable && isOther}
        isSaving={editing.isSaving}
        onSave={save}
        onCancel={editing.cancel}
      />
    </>
  );
}

function shownProblem({ text, isLeft }: Row): string | undefined {
  return isLeft && text.trim() !== '' ? ruleProblem(text) : undefined;
}

/** Whether there are rules and one of them lets the address in: then it need not be offered. */
function letsInByName(rules: readonly string[], address: string): boolean {
  return rules.length > 0 && letsIn(rules, address);
}
