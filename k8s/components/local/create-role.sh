#!/bin/sh
# Run once by PostgreSQL's image, for a new database: an account that owns its database and is no superuser, as a
# superuser passes by the wall between organizations.
set -eu
psql --set=ON_ERROR_STOP=1 --set=name="$CARILLON_USER" --set=word="$CARILLON_PASSWORD" --username postgres <<'SQL'
create role :"name" login password :'word';
create database carillon owner :"name";
SQL
