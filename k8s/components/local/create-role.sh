#!/bin/sh
# Run once by PostgreSQL's image, for a new database: an account that owns it and migrates it, and one that owns nothing, with
# which pods serve. Neither is a superuser, as a superuser passes by the wall between organizations.
set -eu
psql --set=ON_ERROR_STOP=1 --username postgres \
  --set=owner="$CARILLON_OWNER" --set=owner_word="$CARILLON_OWNER_PASSWORD" \
  --set=name="$CARILLON_USER" --set=word="$CARILLON_PASSWORD" <<'SQL'
create role :"owner" login password :'owner_word';
create role carillon_application;
create role carillon_publisher;
create role :"name" login password :'word' in role carillon_application;
create database carillon owner :"owner";
SQL
