/** The entries that the filters leave, as a file. It says what will be in it before anything is made. */
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { keyQuery } from '../../api/queries.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { RadioGroup } from '../../components/RadioGroup.tsx';
import type { AuditFilter } from './auditFilter.ts';
import { exportAddress, type ExportFormat } from './auditQueries.ts';
import { filterWords } from './filterWords.ts';
import styles from './ExportDialog.module.css';

const formats = [
  { id: 'csv', label: 'CSV', description: 'For spreadsheets: a row for each entry' },
  { id: 'ndjson', label: 'NDJSON', description: 'For programs: a JSON object on each line' },
] as const;

export function ExportDialog({
  filter,
  onClose,
}: {
  readonly filter: AuditFilter;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [asOf] = useState(() => new Date());
  const { keyId } = filter;
  const { data: key } = useQuery({ ...keyQuery(keyId ?? ''), enabled: keyId !== undefined });
  return (
    <Dialog
      title="Export audit entries"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <LinkButton
            to={exportAddress(filter, format, asOf)}
            isExternal
            download
            variant="primary"
            icon={<Download aria-hidden />}
          >
            Download {format === 'csv' ? 'CSV' : 'NDJSON'}
          </LinkButton>
        </>
      }
    >
      <p>All entries that match, oldest first, however many there are:</p>
      <dl className={styles.what}>
        {filterWords(filter, key?.name).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <RadioGroup
        label="Format"
        look="cards"
        options={formats}
        value={format}
        onChange={(id) => setFormat(id === 'ndjson' ? 'ndjson' : 'csv')}
      />
    </Dialog>
  );
}
