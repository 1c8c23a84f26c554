import type { Preset, Profile } from '../../api/types.ts';
import { classes } from '../../components/classes.ts';
import { Checkbox } from '../../components/Checkbox.tsx';
import { CheckboxGroup } from '../../components/CheckboxGroup.tsx';
import { Notice } from '../../components/Notice.tsx';
import { RadioGroup } from '../../components/RadioGroup.tsx';
import { productName } from '../../words.ts';
import { groupScopes } from '../key/scopes/groups.ts';
import type { Draft } from './draft.ts';
import { PresetPicker } from './PresetPicker.tsx';
import styles from './ScopesField.module.css';

export interface ScopesFieldProps {
  readonly profile: Profile;
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly problem: string | undefined;
}

/** What the key may do: what a preset says, what is ticked, or everything. */
export function ScopesField({ profile, draft, onChange, problem }: ScopesFieldProps) {
  const { scopes: catalogue, scopeDescriptions, presets } = profile;
  const { scopes, isFullAccess } = draft;
  const mayBeFull = catalogue.length > 1;
  const isAll = mayBeFull && scopes.length === catalogue.length;
  const unread = writesWithoutRead(scopes, catalogue);
  return (
    <div className={styles.field}>
      {mayBeFull && (
        <RadioGroup
          aria-label="Access"
          look="segments"
          value={isFullAccess ? 'full' : 'chosen'}
          onChange={(value) => onChange({ isFullAccess: value === 'full' })}
          options={[
            { id: 'chosen', label: 'Chosen scopes' },
            { id: 'full', label: 'Full access' },
          ]}
        />
      )}
      {isFullAccess ? (
        <FullAccessWarning profile={profile} />
      ) : (
        <>
          {presets.length > 0 && (
            <PresetPicker
              presets={presets}
              scopes={scopes}
              onPick={(preset: Preset) =>
                onChange({ scopes: catalogue.filter((scope) => preset.scopes.includes(scope)) })
              }
            />
          )}
          <CheckboxGroup
            aria-label="Scopes"
            value={[...scopes]}
            onChange={(chosen) => onChange({ scopes: catalogue.filter((scope) => chosen.includes(scope)) })}
            errorMessage={problem}
          >
            <div className={styles.groups}>
              {groupScopes(catalogue).map(({ resource, scopes: members }) => (
                <div
                  key={resource}
                  className={classes(styles.group, mayBeFull && styles.named)}
                  role="group"
                  aria-label={resource}
                >
                  {mayBeFull && <span className={styles.resource}>{resource}</span>}
                  <div className={styles.members}>
                    {members.map((scope) => (
                      <Checkbox key={scope} value={scope} description={scopeDescriptions[scope]}>
                        <code>{scope}</code>
                      </Checkbox>
                    ))}
                  </div>
                </div>
              ))}
            </div>
          </CheckboxGroup>
          {unread.length > 0 && (
            <p className={styles.hint}>
              Writing does not include reading: with <code>{unread[0]}</code> alone it cannot look at what is
              there.
            </p>
          )}
          {isAll && (
            <Notice tone="warning" role="status">
              These are all scopes: whoever gets the secret can do everything that {productName(profile.name)}{' '}
              offers.
            </Notice>
          )}
        </>
      )}
    </div>
  );
}

function FullAccessWarning({ profile }: { readonly profile: Profile }) {
  return (
    <Notice tone="warning" role="status" title="Full access is more than most programs need">
      <p>
        The key gets all {profile.scopes.length} scopes that {productName(profile.name)} has today. Whoever
        gets the secret can:
      </p>
      <ul className={styles.powers}>
        {profile.scopes.map((scope) => (
          <li key={scope}>{profile.scopeDescriptions[scope] ?? scope}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** Scopes that write, without the one that reads the same, where there is one. */
function writesWithoutRead(scopes: readonly string[], catalogue: readonly string[]): readonly string[] {
  return scopes.filter((scope) => {
    const read = scope.replace(/:write$/, ':read');
    return read !== scope && catalogue.includes(read) && !scopes.includes(read);
  });
}
