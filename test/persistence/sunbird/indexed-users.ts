/**
 * The users of the indexer's fixture with organisations and locations around them, and the entries
 * that follow from the rules of `reference/exhausts.md` 7.1, written out by hand.
 */
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import type { UserSurroundings } from '../../../src/persistence/sunbird/user-row.js';
import fixture from '../../cases/exhaust/fixtures/indexer_user.json' with { type: 'json' };

export const LOCATION_IDS = fixture[0]!.locationids;

export const LOCATIONS: readonly StoredRow[] = [
  ...['Andhra', 'Chittooor', 'Chittooorblock1', 'Chittooorcluster1'].map((name, i) => ({
    id: LOCATION_IDS[i],
    code: String(i),
    name,
    type: ['state', 'district', 'block', 'cluster'][i],
  })),
  { id: 'district2', code: '9', name: 'Kadapa', type: 'district' },
  { id: 'school-place', code: '10', name: 'School', type: 'school' },
];

export const ORGANISATIONS: readonly StoredRow[] = [
  { id: '012500530695766016224', orgname: 'MPPS SIMHACHALNAGAR', organisationtype: 5 },
  { id: 'org-root', orgname: 'Root [Org]', externalid: 'ext', organisationtype: 5 },
  { id: 'school-a', orgname: 'School [A]', externalid: 'udise-a', organisationtype: 2 },
  { id: 'school-b', orgname: 'School B', externalid: 'udise-b', organisationtype: 2 },
];

export const CUSTODIAN = '0130107621805015045';

/** The fixture's users are members of their root organisation and of a school. */
export const FIXTURE_ORGANISATIONS = ['012500530695766016224', 'school-a'];

export const FIXTURE_MEMBERSHIPS: readonly StoredRow[] = FIXTURE_ORGANISATIONS.map(
  (organisationid) => ({ organisationid, isdeleted: false }),
);

export const AROUND: UserSurroundings = {
  custodian: CUSTODIAN,
  location: (id) => LOCATIONS.find((row) => row['id'] === id),
  organisation: (id) => ORGANISATIONS.find((row) => row['id'] === id),
  categories: () => null,
};

const COMMON = {
  email: fixture[0]!.email,
  phone: fixture[0]!.phone,
  rootorgid: '012500530695766016224',
  usersignintype: 'Validated',
  orgname: 'MPPS SIMHACHALNAGAR',
  schoolname: 'School \\[A\\]',
  schooludisecode: 'udise-a',
  state: 'Andhra',
  district: 'Chittooor',
  block: 'Chittooorblock1',
  cluster: 'Chittooorcluster1',
  usertype: 'administrator,teacher,other,parent',
  usersubtype: 'hm,crp',
  profileusertypes:
    '[{"type":"administrator","subType":"hm"},{"type":"teacher","subType":"hm"},' +
    '{"type":"administrator","subType":"crp"},{"type":"other"},{"type":"parent"}]',
};

export const EXPECTED_NCF = {
  ...COMMON,
  firstname: 'localuser118f',
  lastname: 'localuser118l',
  framework_id: 'NCF',
  framework_board: '["NCF"]',
  framework_medium: '["Tamil"]',
  framework_gradeLevel: '["Class 1"]',
  framework_subject: '["Social Science"]',
  board: 'NCF',
  medium: '["Tamil"]',
  grade: '["Class 1"]',
  subject: '["Social Science"]',
  framework: 'NCF',
};

export const EXPECTED_AGRI = {
  ...COMMON,
  firstname: 'localuser119f',
  lastname: 'localuser119l',
  framework_id: 'agri',
  framework_livestockmanagement: '["form"]',
  framework_commercialcrops: '["localagri1"]',
  framework: 'agri',
};

export const EXPECTED_WITHOUT_FRAMEWORK = {
  ...COMMON,
  firstname: 'localuser120f',
  lastname: 'localuser120l',
};
