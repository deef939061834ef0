-- Functions by which a session is somebody of the staff, and does what its login may not do by itself.
-- They run with the owner's rights (SECURITY DEFINER), so each asks who it is that calls. Each may be run again.

CREATE OR REPLACE FUNCTION staff_of_token(token text)
RETURNS TABLE (name text, role text, units text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.name, s.role, s.units, s.expires_at FROM staff AS s
    WHERE s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.disabled_at IS NULL
      AND (s.expires_at IS NULL OR s.expires_at > now())
$$;

CREATE OR REPLACE FUNCTION acting_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT name FROM staff_of_token(current_setting('motcua.staff_token', true))
$$;

CREATE OR REPLACE FUNCTION acting_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT role FROM staff_of_token(current_setting('motcua.staff_token', true))
$$;

CREATE OR REPLACE FUNCTION acting_units() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT units FROM staff_of_token(current_setting('motcua.staff_token', true))
$$;

CREATE OR REPLACE FUNCTION acts_as_owner() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'staff'::regclass), 'USAGE')
$$;

CREATE OR REPLACE FUNCTION staff_exists() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM staff)
$$;

CREATE OR REPLACE FUNCTION token_stands(hash bytea, whose text, as_role text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM staff WHERE token_hash = hash AND name = whose AND role = as_role AND disabled_at IS NULL
            AND (expires_at IS NULL OR expires_at > now())
    )
$$;

CREATE OR REPLACE FUNCTION staff_add(
    new_name text, new_role text, new_hash bytea, new_units text[], until timestamptz, first boolean
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE staff IN SHARE ROW EXCLUSIVE MODE;
    IF NOT acts_as_owner() AND acting_role() IS DISTINCT FROM 'admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an admin adds staff';
    END IF;
    IF first AND EXISTS (SELECT FROM staff) THEN
        RETURN 'not the first';
    END IF;
    INSERT INTO staff (name, role, token_hash, units, expires_at)
    VALUES (new_name, new_role, new_hash, new_units, until)
    ON CONFLICT (name) DO UPDATE SET role = excluded.role, token_hash = excluded.token_hash, units = excluded.units,
        expires_at = excluded.expires_at, disabled_at = NULL
    WHERE staff.disabled_at IS NOT NULL;
    RETURN CASE WHEN FOUND THEN 'added' ELSE 'known' END;
END $$;

CREATE OR REPLACE FUNCTION staff_disable(whom text, keep_an_admin boolean) RETURNS TABLE (outcome text, was text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    them staff;
BEGIN
    LOCK TABLE staff IN SHARE ROW EXCLUSIVE MODE;
    IF NOT acts_as_owner() AND acting_role() IS DISTINCT FROM 'admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an admin disables staff';
    END IF;
    SELECT * INTO them FROM staff AS s WHERE s.name = whom;
    outcome := CASE
        WHEN them.id IS NULL THEN 'none'
        WHEN them.disabled_at IS NOT NULL THEN 'before'
        WHEN them.role = 'admin' AND (keep_an_admin OR NOT acts_as_owner()) AND NOT EXISTS (
            SELECT FROM staff AS s WHERE s.role = 'admin' AND s.disabled_at IS NULL AND s.name <> whom
        ) THEN 'last'
        ELSE 'disabled'
    END;
    was := them.role;
    IF outcome = 'disabled' THEN
        UPDATE staff AS s SET disabled_at = now() WHERE s.name = whom;
    END IF;
    RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION staff_renew(old_hash bytea, new_hash bytea, until timestamptz) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE staff SET token_hash = new_hash, expires_at = until
    WHERE token_hash = old_hash AND (acts_as_owner() OR name = acting_name()) RETURNING name
$$;

-- A chat becomes somebody's own by a code that is sent from it; what people write is read by nobody for that.
CREATE OR REPLACE FUNCTION link_own_chat(whom text, code text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chat bigint;
BEGIN
    IF NOT acts_as_owner() AND (acting_name() IS DISTINCT FROM whom
            OR acting_role() NOT IN ('admin', 'author', 'approver')) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only whoever writes broadcasts links a chat, and their own';
    END IF;
    IF code !~ '^THU-[A-Z2-9]{6}$' THEN
        RETURN NULL;
    END IF;
    SELECT conversation_id INTO chat FROM inbox
    WHERE received_at > now() - interval '10 minutes' AND upper(trim(body ->> 'text')) = code
        AND conversation_id IS NOT NULL
    ORDER BY id DESC LIMIT 1;
    IF chat IS NOT NULL THEN
        INSERT INTO staff_contacts (staff_name, contact_id) VALUES (whom, chat) ON CONFLICT DO NOTHING;
    END IF;
    RETURN chat;
END $$;

-- Counts lead to nobody; the rows that they are counted from would.
CREATE OR REPLACE FUNCTION waiting_on(wanted text) RETURNS TABLE (messages bigint, questions bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) FROM outbox AS o WHERE o.platform = wanted AND o.status = 'queued'),
        (SELECT count(*) FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id
         WHERE c.platform = wanted AND i.status = 'open')
$$;

CREATE OR REPLACE FUNCTION questions_after(broadcast bigint) RETURNS TABLE (intent text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN i.body IS NULL THEN 'cleared' ELSE coalesce(i.understanding ->> 'intent', 'choice') END, count(*)
    FROM broadcast_recipients AS r JOIN inbox AS i ON i.conversation_id = r.contact_id
    WHERE r.broadcast_id = broadcast AND r.status IN ('sent', 'delivered', 'seen', 'unknown')
      AND i.received_at >= r.done_at AND i.received_at < r.done_at + interval '1 day' AND i.status = 'done'
    GROUP BY 1 ORDER BY 2 DESC, 1
$$;

-- The approval service says no in words; here whoever goes past it by SQL meets the same rule. A beginning that the
-- approver noted does not count for him, or he could take his own words out of the history.
CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whom text := acting_name();
BEGIN
    IF acts_as_owner() OR NEW.state <> 'approved'
        OR (TG_OP = 'UPDATE' AND OLD.state = 'approved' AND OLD.content_hash = NEW.content_hash
            AND OLD.approved_by = NEW.approved_by AND OLD.alone = NEW.alone) THEN
        RETURN NEW;
    END IF;
    IF whom IS NULL OR acting_role() NOT IN ('admin', 'approver') OR NEW.approved_by IS DISTINCT FROM whom THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an approver approves, and in their own name';
    END IF;
    IF NEW.alone IS NOT TRUE AND EXISTS (
        SELECT FROM approval_events AS e WHERE e.kind = NEW.kind AND e.subject = NEW.subject AND e.act = 'wrote'
            AND e.actor = whom AND e.id > coalesce((
                SELECT max(b.id) FROM approval_events AS b
                WHERE b.kind = NEW.kind AND b.subject = NEW.subject AND b.act = 'began' AND b.actor <> whom), 0)
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody approves what they wrote on';
    END IF;
    RETURN NEW;
END $$;


-- A rulebook with the entries of a draft in it, each section in the order of ids; as bot.guidance.rulebook.changing.
CREATE OR REPLACE FUNCTION overlay_rulebook(base jsonb, draft jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(made.section, made.entries), '{}') FROM (
        SELECT s.section, jsonb_agg(e.entry ORDER BY e.entry ->> 'id' COLLATE "C") AS entries
        FROM (SELECT jsonb_object_keys(base) UNION SELECT jsonb_object_keys(draft)) AS s (section)
        CROSS JOIN LATERAL (
            SELECT d.entry FROM jsonb_array_elements(draft -> s.section) AS d (entry)
            UNION ALL
            SELECT b.entry FROM jsonb_array_elements(base -> s.section) AS b (entry)
            WHERE NOT EXISTS (
                SELECT FROM jsonb_array_elements(draft -> s.section) AS d (entry) WHERE d.entry ->> 'id' = b.entry ->> 'id'
            )
        ) AS e
        GROUP BY s.section
    ) AS made
$$;

CREATE OR REPLACE FUNCTION hidden_in_rulebook(base jsonb, ids text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(made.section, made.entries), '{}') FROM (
        SELECT s.section, jsonb_agg(CASE
            WHEN s.section IN ('rules', 'regimes', 'contacts') AND b.entry ->> 'id' = ANY(ids)
            THEN b.entry || '{"status": "suspended"}' ELSE b.entry END ORDER BY b.entry ->> 'id' COLLATE "C") AS entries
        FROM jsonb_object_keys(base) AS s (section)
        CROSS JOIN LATERAL jsonb_array_elements(base -> s.section) AS b (entry)
        GROUP BY s.section
    ) AS made
$$;

-- What people are told is the version before with an approved draft in it, or with something hidden: whoever goes past
-- the service by SQL can publish nothing else, in no other name, and no version that is known before the one before.
CREATE OR REPLACE FUNCTION guard_rulebook() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whom text := acting_name();
    before record;
    draft record;
BEGIN
    IF acts_as_owner() THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('motcua content'));
    SELECT r.body, r.published_at INTO before FROM rulebooks AS r ORDER BY r.id DESC LIMIT 1;
    NEW.published_at := greatest(clock_timestamp(), before.published_at + interval '1 microsecond');
    IF whom IS NULL OR NEW.published_by IS DISTINCT FROM whom THEN
        RAISE insufficient_privilege USING MESSAGE = 'a rulebook is published in one''s own name';
    END IF;
    IF NEW.act = 'hide' THEN
        IF acting_role() = 'unit' AND EXISTS (
            SELECT FROM unnest(NEW.hides) AS h (id) WHERE NOT EXISTS (
                SELECT FROM jsonb_array_elements(before.body -> 'contacts') AS c (entry)
                WHERE c.entry ->> 'id' = h.id AND c.entry ->> 'unit' = ANY(acting_units()))
        ) THEN
            RAISE insufficient_privilege USING MESSAGE = 'a unit hides only its own contacts';
        END IF;
        IF overlay_rulebook(NEW.body, '{}') IS DISTINCT FROM hidden_in_rulebook(before.body, NEW.hides) THEN
            RAISE insufficient_privilege USING MESSAGE = 'hiding changes nothing else';
        END IF;
        RETURN NEW;
    END IF;
    SELECT d.content::jsonb AS content, d.kind INTO draft FROM rulebook_drafts AS d
    JOIN approvals AS a ON a.kind = d.kind AND a.subject = d.id::text
    WHERE d.id = NEW.draft_id AND d.version IS NULL AND a.state = 'approved'
        AND a.content_hash = sha256(convert_to(d.content, 'UTF8'));
    IF NEW.act IS DISTINCT FROM 'publish' OR draft.kind IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an approved draft is published';
    END IF;
    IF NEW.correction IS DISTINCT FROM draft.content ->> 'correction'
        OR overlay_rulebook(NEW.body, '{}') IS DISTINCT FROM overlay_rulebook(before.body, draft.content -> 'entries')
        OR draft.kind = 'contacts' AND draft.content -> 'entries' <> jsonb_build_object('contacts', draft.content #> '{entries,contacts}')
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'a version is the one before with just what was approved';
    END IF;
    RETURN NEW;
END $$;

-- What is said of a field of the catalogue is told from the instant at which a second person approved it; hiding takes
-- one. Neither what was written nor what was published is changed afterwards.
CREATE OR REPLACE FUNCTION guard_catalogue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF acts_as_owner() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.published_at IS NOT NULL OR
        (to_jsonb(NEW) - 'published_at' - 'closed_at') IS DISTINCT FROM (to_jsonb(OLD) - 'published_at' - 'closed_at'))
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'what was said of a field is not changed';
    END IF;
    IF NEW.published_at IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.published_at := clock_timestamp();
    IF NEW.closed_at IS NOT NULL OR NEW.act <> 'hide' AND NOT EXISTS (
        SELECT FROM approvals AS a WHERE a.kind = 'catalogue' AND a.subject = NEW.id::text AND a.state = 'approved'
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an approved field is published';
    END IF;
    RETURN NEW;
END $$;

-- What files say of procedures counts from the instant at which a second person approved it; taking it back takes one.
CREATE OR REPLACE FUNCTION guard_import() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ways text[] := ARRAY['published_at', 'closed_at', 'retired_at', 'retired_by', 'retired_why'];
BEGIN
    IF acts_as_owner() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND ((to_jsonb(NEW) - ways) IS DISTINCT FROM (to_jsonb(OLD) - ways)
        OR OLD.closed_at IS NOT NULL OR OLD.retired_at IS NOT NULL
        OR OLD.published_at IS NOT NULL AND (NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.closed_at IS NOT NULL))
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'what was imported is not changed';
    END IF;
    IF NEW.retired_at IS NOT NULL THEN
        IF TG_OP = 'INSERT' OR OLD.published_at IS NULL OR NEW.retired_by IS DISTINCT FROM acting_name() THEN
            RAISE insufficient_privilege USING MESSAGE = 'an import in force is taken back in one''s own name';
        END IF;
        NEW.retired_at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF NEW.published_at IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.published_at := clock_timestamp();
    IF NEW.closed_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM approvals AS a WHERE a.kind = 'import' AND a.subject = NEW.id::text AND a.state = 'approved'
            AND a.content_hash = NEW.content_hash
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an approved import is published';
    END IF;
    RETURN NEW;
END $$;

-- What the province locked down a commune's clerk neither shortens nor lifts.
CREATE OR REPLACE FUNCTION guard_lock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NOT acts_as_owner() AND acting_role() = 'unit' AND OLD.set_by_role IS DISTINCT FROM 'unit'
            AND (NEW.starts_at, NEW.ends_at, NEW.lifted_at) IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.lifted_at)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'a unit changes only what units locked down';
    END IF;
    RETURN NEW;
END $$;



-- Triggers keep sums and versions that whoever causes them need not be able to write.
DO $$ BEGIN
    IF to_regprocedure('raise_guidance_version()') IS NOT NULL THEN
        ALTER FUNCTION raise_guidance_version() SECURITY DEFINER SET search_path = public, pg_temp;
    END IF;
END $$;

DO $$ BEGIN
    IF to_regprocedure('tally_broadcast()') IS NOT NULL THEN
        ALTER FUNCTION tally_broadcast() SECURITY DEFINER SET search_path = public, pg_temp;
    END IF;
END $$;

DO $$ BEGIN
    IF to_regprocedure('follow_broadcast()') IS NOT NULL THEN
        ALTER FUNCTION follow_broadcast() SECURITY DEFINER SET search_path = public, pg_temp;
    END IF;
END $$;

DO $$ BEGIN
    IF to_regprocedure('spare_of_broadcasts()') IS NOT NULL THEN
        ALTER FUNCTION spare_of_broadcasts() SECURITY DEFINER SET search_path = public, pg_temp;
    END IF;
END $$;

DO $$ BEGIN
    IF to_regprocedure('motcua_home()') IS NOT NULL THEN
        ALTER FUNCTION motcua_home() SECURITY DEFINER SET search_path = public, pg_temp;
    END IF;
END $$;

-- Whoever starts first on a database says where it lies; on a copy of it this tells another place.
CREATE OR REPLACE FUNCTION claim_home(anew boolean) RETURNS TABLE (known text, here text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    here := motcua_home();
    IF anew AND NOT acts_as_owner() THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the owner says that this is no copy any more';
    END IF;
    UPDATE database_identity SET home = here WHERE home IS NULL OR anew AND home IS DISTINCT FROM here;
    SELECT home INTO known FROM database_identity;
    RETURN NEXT;
END $$;
