-- The sandbox's memory. Times are seconds since 1970 by the sandbox's clock.
-- autoincrement: a number freed by a reset must not come back while an old job is still running.
create table if not exists meta (name text primary key, value text not null);
create table if not exists jobs (
    id integer primary key autoincrement, vendor text not null, kind text not null, lane text not null,
    due real not null, attempts integer not null default 0, born real not null, body text not null);
create index if not exists jobs_due on jobs (due);
create index if not exists jobs_lane on jobs (lane, id);
create table if not exists faults (vendor text primary key, body text not null);
create table if not exists requests (
    id integer primary key autoincrement, at real not null, vendor text not null, method text not null,
    path text not null, query text not null, status integer, fault text);

create table if not exists messages (
    id integer primary key autoincrement, sid text not null unique, direction text not null, status text not null,
    sender text not null, recipient text not null, service text, phone text not null,
    body text not null,   -- what Twilio's log holds; empty once redacted
    words text not null,  -- what the handset shows; a redaction does not reach it
    media integer not null default 0, callback text, error_code integer,
    confirmation integer not null default 0,  -- Twilio's own STOP/START/HELP answer
    webhook_status integer, webhook_state text,
    created real not null, sent real, updated real not null);
create index if not exists messages_phone on messages (phone, id);
create table if not exists numbers (sender text primary key, free_at real not null);
create table if not exists opt_outs (
    sender text not null, phone text not null, at real not null, primary key (sender, phone));
create table if not exists handsets (phone text primary key, outcome text not null, error_code integer);

create table if not exists lines (phone text primary key, picks_up text not null);
create table if not exists calls (
    id integer primary key autoincrement, sid text not null unique, direction text not null, status text not null,
    phone text not null, sender text not null, recipient text not null, url text not null, fallback text,
    twiml text,  -- given with the call instead of a URL
    callback text, events text not null, detect text not null, answered_by text, ring real not null,
    gather text,  -- the Gather that listens now, as JSON; none while the gateway is asked
    serial integer not null default 0, sequence integer not null default 0, error integer,
    created real not null, answered real, ended real, updated real not null);
create index if not exists calls_phone on calls (phone, id);
create table if not exists call_lines (
    id integer primary key autoincrement, sid text not null, who text not null, words text not null,
    language text not null, voice text not null, at real not null);
create index if not exists call_lines_sid on call_lines (sid, id);

create table if not exists incidents (
    id text primary key, number integer not null, routing_key text not null, dedup_key text not null,
    status text not null, urgency text not null, severity text, title text not null,
    source text, details text not null, links text not null, client text, client_url text,
    triggers integer not null, acknowledged_by text, resolve_reason text, level integer not null,
    created real not null, updated real not null, changed real not null, resolved real);
create index if not exists incidents_key on incidents (dedup_key);
create table if not exists enqueued (id integer primary key autoincrement, routing_key text, at real not null);

create table if not exists resources (
    id text not null, type text not null, patient text not null, seen real not null,
    updated real not null, body text not null, primary key (type, id));
create index if not exists resources_patient on resources (type, patient, seen);
create table if not exists tokens (token text primary key, scope text not null, expires real not null);
create table if not exists assertions (issuer text, jti text, expires real, primary key (issuer, jti));
