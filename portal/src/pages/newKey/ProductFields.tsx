import type { Environment, Profile } from '../../api/types.ts';
import { RadioGroup } from '../../components/RadioGroup.tsx';
import { environmentName, productName } from '../../words.ts';
import { ofProfile, type Draft } from './draft.ts';

export interface ProductFieldsProps {
  readonly profiles: readonly Profile[];
  readonly profile: Profile;
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly problem: string | undefined;
}

const environmentTexts: Readonly<Record<Environment, string>> = {
  live: 'Production. Real data.',
  test: 'The sandbox. Nothing real happens.',
};

/** Which product the key opens, and where. */
export function ProductFields({ profiles, profile, draft, onChange, problem }: ProductFieldsProps) {
  const { environments } = profile;
  return (
    <>
      {profiles.length > 1 && (
        <RadioGroup
          label="Product"
          look="cards"
          value={draft.profile}
          onChange={(name) => {
            const chosen = profiles.find((candidate) => candidate.name === name);
            if (chosen !== undefined) onChange(ofProfile(chosen));
          }}
          options={profiles.map(({ name, prefixes }) => ({
            id: name,
            label: productName(name),
            description: <code>{Object.values(prefixes)[0]}…</code>,
          }))}
          errorMessage={environments.length > 1 ? undefined : problem}
        />
      )}
      {environments.length > 1 && (
        <RadioGroup
          label="Environment"
          look="cards"
          value={draft.environment}
          onChange={(value) =>
            onChange({ environment: environments.find((name) => name === value) ?? 'live' })
          }
          options={environments.map((name) => ({
            id: name,
            label: environmentName(name),
            description: environmentTexts[name],
          }))}
          errorMessage={problem}
        />
      )}
    </>
  );
}
