import { useRef, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { fieldError } from '../../../api/errors.ts';
import { useSession } from '../../../api/session.ts';
import type { Key } from '../../../api/types.ts';
import { Button } from '../../../components/Button.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { EditForm } from '../EditForm.tsx';
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
  const addButton = useRef<HTMLButtonElement>(null);
  const typed = rows.filter(({ text }) => text.trim() !== '');
  const rules = typed.map(({ text }) => text.trim());
  const isReadable = rules.every((rule) => ruleProblem(rule) === undefined);
  const isOther = rules.join(' ') !== draftOf.ipRules.join(' ');
  // The service counts only what was sent: rows left empty are not.
  const serverProblem = (row: Row) => fieldError(editing.error, `ipRules.${typed.indexOf(row)}`);
  const hasRowProblem = typed.some((row) => serverProblem(row) !== undefined);

  function replace(next: readonly Row[]) {
    setRows(next);
    editing.forgetError();
  }

  function change(id: number, text: string) {
    replace(rows.map((row) => (row.id === id ? { ...row, text } : row)));
  }

  function leave(id: number) {
    setRows((now) => now.map((row) => (row.id === id ? { ...row, isLeft: true } : row)));
  }

  function add(text: string) {
    const id = nextId.current;
    nextId.current += 1;
    replace([...(text === '' ? rows : typed), { id, text, isLeft: text !== '' }]);
    if (text === '') setAdded(id);
  }

  function remove(id: number) {
    replace(rows.filter((row) => row.id !== id));
    addButton.current?.focus();
  }

  function save() {
    if (isReadable && isOther) void editing.submit((key) => setIpRules(key, rules));
  }

  return (
    <EditForm
      label="IP rules"
      saveLabel="Save rules"
      maySave={isReadable && isOther}
      isSaving={editing.isSaving}
      onSave={save}
      onCancel={editing.cancel}
    >
      <div className={styles.fields}>
        {rows.map((row, index) => (
          <div key={row.id} className={styles.field}>
            <TextField
              aria-label={`Rule ${index + 1}`}
              isCode
              placeholder="203.0.113.0/24"
              value={row.text}
              autoFocus={row.id === added || index === 0}
              onChange={(text) => change(row.id, text)}
              onBlur={() => leave(row.id)}
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
              onPress={() => remove(row.id)}
            />
          </div>
        ))}
        <div className={styles.adding}>
          <Button
            ref={addButton}
            size="small"
            icon={<Plus />}
            isDisabled={rows.length >= mostRules}
            onPress={() => add('')}
          >
            Add a rule
          </Button>
          <span className={styles.own}>
            Your address is <code>{address}</code>
            {!letsInByName(rules, address) && (
              <Button size="small" onPress={() => add(address)}>
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
    </EditForm>
  );
}

function shownProblem({ text, isLeft }: Row): string | undefined {
  return isLeft && text.trim() !== '' ? ruleProblem(text) : undefined;
}

/** Whether there are rules and one of them lets the address in: then it need not be offered. */
function letsInByName(rules: readonly string[], address: string): boolean {
  return rules.length > 0 && letsIn(rules, address);
}
