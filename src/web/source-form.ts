import type { Places } from '#src/domain/places/gazetteer.ts';
import type { SourceRow } from '#src/domain/sync/batch.ts';
import { areaOfSource } from '#src/domain/sync/source.ts';
import type { SourceForm } from '#src/domain/sync/sources.ts';
import { field } from './forms.ts';
import { scopeName } from './office-name.ts';

export const NEW_SOURCE: SourceForm = {
  name: '',
  kind: 'register',
  address: '',
  schedule: 'daily',
  tokenVariable: '',
  area: '',
};

export const sentSource = (form: FormData): SourceForm => ({
  name: field(form, 'ten', 120),
  kind: field(form, 'loai', 20),
  address: field(form, 'dia-chi', 1_000),
  schedule: field(form, 'lich', 20),
  tokenVariable: field(form, 'bien', 80),
  area: field(form, 'dia-ban', 200),
});

export const keptSource = (places: Places, source: SourceRow): SourceForm => ({
  name: source.name,
  kind: source.kind,
  address: source.address,
  schedule: source.schedule,
  tokenVariable: source.tokenVariable ?? '',
  area: scopeName(places, areaOfSource(source)),
});
