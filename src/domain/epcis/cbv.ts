/** Prefixes that need not be declared. @source EPCIS 2.0, JSON-LD context. */
export const KNOWN_PREFIXES: Readonly<Record<string, string>> = {
  epcis: 'https://ref.gs1.org/epcis/',
  cbv: 'https://ref.gs1.org/cbv/',
  cbvmda: 'urn:epcglobal:cbv:mda:',
  gs1: 'https://gs1.org/voc/',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dcterms: 'http://purl.org/dc/terms/',
};

/** @source Core Business Vocabulary 2.0, section 7.1. */
export const BIZ_STEPS =
  'accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping'.split(
    ' ',
  );

/** @source Core Business Vocabulary 2.0, section 7.2. */
export const DISPOSITIONS =
  'active available completeness_inferred completeness_verified conformant container_closed container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown'.split(
    ' ',
  );

/** @source Core Business Vocabulary 2.0, section 7.3. */
export const TRANSACTION_TYPES =
  'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt'.split(' ');

/** @source Core Business Vocabulary 2.0, section 7.4. */
export const PARTY_TYPES = ['owning_party', 'possessing_party', 'location'];

/** @source Core Business Vocabulary 2.0, section 7.5. */
export const ERROR_REASONS = ['did_not_occur', 'incorrect_data'];

/** @source Core Business Vocabulary 2.0, section 7.6. */
export const COMPONENTS =
  'x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude altitude'.split(
    ' ',
  );

/** @source GS1 Web Vocabulary, measurement types. */
export const MEASUREMENTS =
  'AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber'.split(
    ' ',
  );

/** @source GS1 Web Vocabulary, alerts of sensors. */
export const ALERTS = ['ALARM_CONDITION', 'ERROR_CONDITION'];

const CBV = KNOWN_PREFIXES['cbv']!;
const GS1 = KNOWN_PREFIXES['gs1']!;

/** A vocabulary whose words may stand bare, and the address that each of them means. */
export type Vocabulary = { base: string; words: ReadonlySet<string> };
const vocabulary = (base: string, words: readonly string[]): Vocabulary => ({ base, words: new Set(words) });

export const VOCABULARIES = {
  bizStep: vocabulary(`${CBV}BizStep-`, BIZ_STEPS),
  disposition: vocabulary(`${CBV}Disp-`, DISPOSITIONS),
  transaction: vocabulary(`${CBV}BTT-`, TRANSACTION_TYPES),
  party: vocabulary(`${CBV}SDT-`, PARTY_TYPES),
  component: vocabulary(`${CBV}Comp-`, COMPONENTS),
  measurement: vocabulary(GS1, MEASUREMENTS),
  alert: vocabulary(GS1, ALERTS),
  errorReason: vocabulary(`${CBV}ER-`, ERROR_REASONS),
} as const;

/** Words as they were written before version 2.0 of the vocabulary. */
const OLD_WORDS: readonly (readonly [before: string, now: string])[] = [
  ['urn:epcglobal:cbv:bizstep:', VOCABULARIES.bizStep.base],
  ['urn:epcglobal:cbv:disp:', VOCABULARIES.disposition.base],
  ['urn:epcglobal:cbv:btt:', VOCABULARIES.transaction.base],
  ['urn:epcglobal:cbv:sdt:', VOCABULARIES.party.base],
  ['urn:epcglobal:cbv:er:', VOCABULARIES.errorReason.base],
];

/** A word of before as it is written now; any other text as it is. */
export function presentWord(text: string): string {
  const old = OLD_WORDS.find(([before]) => text.startsWith(before));
  return old ? `${old[1]}${text.slice(old[0].length)}` : text;
}
