<?php
// What WordPress makes of articles in which an author has pasted an address: php wordpress.php ADDRESS…
// Its own code, whole but without a database, finds the provider, asks it, cleans its answer and brings its script along.
// Printed is a JSON array of the HTML of one article for each address.

/** The database of a WordPress that has the options of a site and nothing else. */
class OptionsAlone {
	private const OPTIONS = array(
		'home'         => 'https://paper.example',
		'siteurl'      => 'https://paper.example',
		'blog_charset' => 'UTF-8',
	);

	public $options     = 'options';
	public $error       = null;
	public $field_types = array();

	public function get_results( $query ) {
		if ( ! str_contains( $query, "autoload = 'yes'" ) ) {
			return array();
		}
		$row = fn( $name, $value ) => (object) array(
			'option_name'  => $name,
			'option_value' => $value,
		);
		return array_map( $row, array_keys( self::OPTIONS ), self::OPTIONS );
	}

	public function prepare( $query ) {
		return $query;
	}

	/** The name of a table is that of the property. */
	public function __get( $table ) {
		return $table;
	}

	/** Nothing else is found. */
	public function __call( $name, $arguments ) {
		return null;
	}
}

define( 'ABSPATH', __DIR__ . '/wordpress/' );
$wpdb         = new OptionsAlone();
$table_prefix = '';
require ABSPATH . 'wp-settings.php';

// WordPress asks no address of the machine that it is on, and no unusual port, unless it is told to.
add_filter( 'http_request_host_is_external', '__return_true' );
add_filter( 'http_allowed_safe_ports', fn( $ports, $host, $address ) => array( parse_url( $address, PHP_URL_PORT ) ), 10, 3 );

// The article is one that was read before.
$post = new WP_Post( (object) array( 'ID' => 1 ) );
wp_cache_set( 1, $post, 'posts' );

$articles = array();
foreach ( array_slice( $argv, 1 ) as $address ) {
	ob_start();
	echo apply_filters( 'the_content', "Before.\n\n$address\n\nAfter." );
	wp_scripts()->do_footer_items();
	$articles[] = ob_get_clean();
}
echo json_encode( $articles, JSON_THROW_ON_ERROR );
