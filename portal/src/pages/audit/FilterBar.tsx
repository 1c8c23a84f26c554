/** What the audit is searched by. Everything here is in the URL. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { classes } from '../../components/classes.ts';
import { FilterSelect } from '../../components/FilterSelect.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { quickRanges, type AuditFilter, type QuickRange } from './auditFilter.ts';
import { KeyPicker } from './KeyPicker.tsx';
import { outcomes, outcomeWords, type Outcome } from './outcomes.ts';
import { UtcField } from './UtcField.tsx';
import styles from './FilterBar.module.css';

interface Props {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
  /** The live tail has no time but now. */
  readonly isLive: boolean;
}

export function FilterBar({ filter, onChange, isLive }: Props) {
  const { keyId, outcome, ip, range, from, to } = filter;
  const [isCustom, setCustom] = useState(from !== undefined || to !== undefined);
  const withoutTime = without(filter, 'range', 'from', 'to');
  const isFiltered = Object.keys(isLive ? withoutTime : filter).length > 0;

  function chooseTime(choice: TimeChoice) {
    setCustom(choice === 'custom');
    if (choice === 'custom') return;
    onChange(choice === 'any' ? withoutTime : { ...withoutTime, range: choice });
  }

  return (
    <search className={styles.bar} aria-label="Filter the audit">
      <KeyPicker keyId={keyId} onChange={(id) => onChange(set(filter, 'keyId', id))} className={styles.key} />
      <FilterSelect
        aria-label="Outcome"
        neutralKey="any"
        className={styles.outcome}
        options={outcomeOptions}
        selectedKey={outcome ?? 'any'}
        onSelectionChange={(id) => onChange(set(filter, 'outcome', id === 'any' ? undefined : id))}
      />
      <AddressField key={ip ?? ''} ip={ip} onChange={(address) => onChange(set(filter, 'ip', address))} />
      {!isLive && (
        <FilterSelect
          aria-label="Time"
          neutralKey="any"
          className={styles.time}
          options={timeOptions}
          selectedKey={isCustom ? 'custom' : (range ?? 'any')}
          onSelectionChange={chooseTime}
        />
      )}
      {isFiltered && (
        <Button
          variant="quiet"
          icon={<X aria-hidden />}
          onPress={() => {
            setCustom(false);
            onChange({});
          }}
        >
          Clear
        </Button>
      )}
      {isCustom && !isLive && (
        <div className={styles.custom}>
          <UtcField
            label="From"
            instant={from}
            latest={to}
            onChange={(instant) => onChange(set(without(filter, 'range'), 'from', instant))}
          />
          <UtcField
            label="Until"
            instant={to}
            earliest={from}
            onChange={(instant) => onChange(set(without(filter, 'range'), 'to', instant))}
          />
        </div>
      )}
    </search>
  );
}

/** Asked for when it is done with, not at every digit: half an address is another address. */
function AddressField({
  ip,
  onChange,
}: {
  readonly ip: string | undefined;
  readonly onChange: (ip: string | undefined) => void;
}) {
  const [text, setText] = useState(ip ?? '');
  const submit = (given: string) => {
    const address = given.trim();
    if (address !== (ip ?? '')) onChange(address === '' ? undefined : address);
  };
  return (
    <SearchField
      aria-label="Address"
      placeholder="Any address"
      className={classes(styles.address, ip !== undefined && styles.set)}
      value={text}
      onChange={setText}
      onSubmit={submit}
      onClear={() => submit('')}
      onBlur={() => submit(text)}
    />
  );
}

type TimeChoice = QuickRange | 'any' | 'custom';

const timeOptions: readonly { readonly id: TimeChoice; readonly label: string }[] = [
  { id: 'any', label: 'Any time' },
  ...(Object.keys(quickRanges) as QuickRange[]).map((id) => ({ id, label: quickRanges[id].label })),
  { id: 'custom', label: 'From … until …' },
];

const outcomeOptions: readonly { readonly id: Outcome | 'any'; readonly label: string }[] = [
  { id: 'any', label: 'Any outcome' },
  ...outcomes.map((id) => ({ id, label: outcomeWords[id].label })),
];

function set<Name extends keyof AuditFilter>(
  filter: AuditFilter,
  name: Name,
  value: AuditFilter[Name] | undefined,
): AuditFilter {
  return value === undefined ? without(filter, name) : { ...filter, [name]: value };
}

function without(filter: AuditFilter, ...names: readonly (keyof AuditFilter)[]): AuditFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !names.some((other) => other === name)),
  );
}
