/**
 * The tables of Sunbird's user service that user cache entries are made of, and its consents. An
 * installation has them; they are made for tests and trials only, and never changed.
 *
 * Source: the migrations of the user service up to release 5, `reference/exhausts.md` 7.1.
 */
import type { Client } from 'cassandra-driver';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { write } from './sunbird-call.js';

/** Makes the tables that a keyspace lacks. May be repeated. */
export async function createUserTables(client: Client, keyspace: string): Stored<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    const query = `CREATE TABLE IF NOT EXISTS ${keyspace}.${table} (${columns})`;
    const made = await write(client, { query, params: [] });
    if (!made.ok) return made;
  }
  return ok(undefined);
}

const TABLES: Readonly<Record<string, string>> = {
  user: `id text PRIMARY KEY, alltncaccepted map<text, text>, channel text, countrycode text,
    createdby text, createddate text, dob text, email text, emailverified boolean, firstname text,
    flagsvalue int, framework map<text, frozen<list<text>>>, isdeleted boolean, lastname text,
    locationids list<text>, loginid text, managedby text, maskedemail text, maskedphone text,
    phone text, phoneverified boolean, prevusedemail text, prevusedphone text,
    profilelocation text, profileusertype text, profileusertypes text, recoveryemail text,
    recoveryphone text, roles list<text>, rootorgid text, status int, tncacceptedon timestamp,
    tncacceptedversion text, updatedby text, updateddate text, userid text, username text,
    usersubtype text, usertype text`,
  user_organisation: `userid text, organisationid text, addedby text, addedbyname text,
    approvaldate text, approvedby text, associationtype int, hashtagid text, id text,
    isapproved boolean, isdeleted boolean, isrejected boolean, orgjoindate text, orgleftdate text,
    position text, roles list<text>, updatedby text, updateddate text,
    PRIMARY KEY (userid, organisationid)`,
  organisation: `id text PRIMARY KEY, channel text, contactdetail text, createdby text,
    createddate text, description text, email text, externalid text, hashtagid text,
    isrootorg boolean, isssoenabled boolean, istenant boolean,
    keys map<text, frozen<list<text>>>, locationids list<text>, organisationtype int,
    orglocation text, orgname text, provider text, rootorgid text, slug text, status int,
    updatedby text, updateddate text`,
  user_consent: `user_id text, consumer_id text, object_id text, categories text,
    consumer_type text, created_on timestamp, expiry timestamp, id text,
    last_updated_on timestamp, object_type text, status text,
    PRIMARY KEY (user_id, consumer_id, object_id)`,
  location: 'id text PRIMARY KEY, code text, name text, parentid text, type text',
  system_settings: 'id text PRIMARY KEY, field text, value text',
};
