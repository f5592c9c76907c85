# the configuration of $name
listen = ${host}:${port}
log    = /var/log/${name}.log
price  = $$5
