-- expand: the functions that compiled filters call.
--
-- A filter runs over whatever clients sent, so nothing in it may raise: a value of another type, a number out of range or
-- a text that is no JSON is NULL. store/filter defines the language; these are its words that plain SQL lacks.

-- +goose Up

-- +goose StatementBegin
-- folding tells capitals of all scripts, which the locale of a database often does not. The sources are tried in the order
-- of how near they are to Unicode's simple case mapping; Postgres before 17 knows no builtin one.
DO $$
BEGIN
  BEGIN
    CREATE COLLATION folding (provider = builtin, locale = 'C.UTF-8');
    RETURN;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  BEGIN
    CREATE COLLATION folding (provider = libc, locale = 'C.UTF-8');
    RETURN;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  BEGIN
    CREATE COLLATION folding (provider = icu, locale = 'und');
    RETURN;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  CREATE COLLATION folding FROM "C";
END
$$;

CREATE FUNCTION lower_text(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(t COLLATE folding) COLLATE "C"
$$;

CREATE FUNCTION upper_text(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT upper(t COLLATE folding) COLLATE "C"
$$;

-- json_of reads JSON text. jsonb refuses some valid JSON, such as \u0000 and half surrogate pairs: that is NULL.
-- Functions with an exception block cannot run in parallel workers.
CREATE FUNCTION json_of(t text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN NULLIF(t::jsonb, 'null');
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  RETURN NULL;
END
$$;

-- document_text is how a payload reads where text is asked for: a JSON string without its quotes, else the JSON as stored.
CREATE FUNCTION document_text(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN starts_with(t, '"') THEN COALESCE(json_of(t) #>> '{}', t) ELSE t END
$$;

-- json_number is a JSON number as a double: NULL for other types and beyond its range, 0 below its precision.
CREATE FUNCTION json_number(j jsonb) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j) WHEN 'number' THEN
    CASE
      WHEN abs(j::numeric) > 1.7976931348623157e308 THEN NULL
      WHEN abs(j::numeric) < 2.5e-324 THEN 0
      ELSE j::float8
    END
  END
$$;

CREATE FUNCTION json_string(j jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j) WHEN 'string' THEN j #>> '{}' END
$$;

-- json_at is an element of an array, from the end for a negative index. The operator -> takes a scalar for an array of one.
CREATE FUNCTION json_at(j jsonb, i int) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j) WHEN 'array' THEN j -> i END
$$;

-- json_elements are the elements of an array; other values have none.
CREATE FUNCTION json_elements(j jsonb) RETURNS SETOF jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT e FROM jsonb_array_elements(CASE jsonb_typeof(j) WHEN 'array' THEN j ELSE '[]' END) AS e
$$;

-- json_length counts characters of a string, elements of an array, keys of an object.
CREATE FUNCTION json_length(j jsonb) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j)
    WHEN 'string' THEN length(j #>> '{}')
    WHEN 'array' THEN jsonb_array_length(j)
    WHEN 'object' THEN (SELECT count(*)::int FROM jsonb_object_keys(j))
  END
$$;

-- remainder is what is left of a after taking b away as often as it fits, exact as C's fmod: every step subtracts a doubled b
-- that is at least half of the rest, which doubles do without rounding.
CREATE FUNCTION remainder(a float8, b float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  rest float8 := abs(a);
  part float8 := abs(b);
BEGIN
  IF b = 0 THEN
    RETURN NULL;
  END IF;
  IF rest < part THEN
    RETURN a;
  END IF;
  WHILE rest - part >= part LOOP
    part := part * 2;
  END LOOP;
  LOOP
    IF rest >= part THEN
      rest := rest - part;
    END IF;
    EXIT WHEN part = abs(b);
    part := part / 2;
  END LOOP;
  RETURN rest * sign(a);
END
$$;

-- calculate is float arithmetic that does not raise: NULL for a division by zero and for what is too large for a double, 0
-- for what is too small.
CREATE FUNCTION calculate(a float8, op text, b float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN CASE op
    WHEN '+' THEN a + b
    WHEN '-' THEN a - b
    WHEN '*' THEN a * b
    WHEN '/' THEN a / NULLIF(b, 0)
    WHEN '%' THEN remainder(a, b)
  END;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN CASE WHEN op = '*' AND abs(a) < 1 OR op = '/' AND abs(a) < abs(b) THEN 0 END;
END
$$;

-- round_number rounds the decimal that a double reads as, halves away from zero.
CREATE FUNCTION round_number(x float8, digits int) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT round(x::text::numeric, digits)::float8
$$;

-- shift_time moves a time by an interval, its months and days by the calendar of the zone and its hours by the clock. NULL
-- outside of the years 1 to 9999.
CREATE FUNCTION shift_time(t timestamptz, i interval, zone text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  calendar interval := make_interval(months => (extract(year FROM i) * 12 + extract(month FROM i))::int, days => extract(day FROM i)::int);
  moved timestamptz;
BEGIN
  moved := t;
  IF calendar <> interval '0' THEN
    moved := ((t AT TIME ZONE zone) + calendar) AT TIME ZONE zone;
  END IF;
  moved := moved + (i - calendar);
  RETURN CASE WHEN extract(year FROM moved AT TIME ZONE zone) BETWEEN 1 AND 9999 THEN moved END;
EXCEPTION
  WHEN datetime_field_overflow OR interval_field_overflow THEN
    RETURN NULL;
  WHEN invalid_parameter_value THEN
    RETURN CASE WHEN zone <> 'UTC' THEN shift_time(t, i, 'UTC') END;
END
$$;

-- start_of is the beginning of the hour, day, week or month by the calendar of the zone. A zone that this server's time zone
-- data lacks is read as UTC.
CREATE FUNCTION start_of(unit text, t timestamptz, zone text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN date_trunc(unit, t, zone);
EXCEPTION
  WHEN datetime_field_overflow THEN
    RETURN NULL;
  WHEN invalid_parameter_value THEN
    RETURN CASE WHEN zone <> 'UTC' THEN start_of(unit, t, 'UTC') END;
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION start_of(text, timestamptz, text);
DROP FUNCTION shift_time(timestamptz, interval, text);
DROP FUNCTION round_number(float8, int);
DROP FUNCTION calculate(float8, text, float8);
DROP FUNCTION remainder(float8, float8);
DROP FUNCTION json_length(jsonb);
DROP FUNCTION json_elements(jsonb);
DROP FUNCTION json_at(jsonb, int);
DROP FUNCTION json_string(jsonb);
DROP FUNCTION json_number(jsonb);
DROP FUNCTION document_text(text);
DROP FUNCTION json_of(text);
DROP FUNCTION upper_text(text);
DROP FUNCTION lower_text(text);
DROP COLLATION folding;
